package io.oriel.pool.store;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostInventory;
import io.oriel.host.api.HostInventory.Nic;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads hosts, and writes what is in lists. */
final class HostRowMapping {
    private static final int NIC_PARTS = 5;

    private HostRowMapping() {}

    static Host host(ResultSet row, int number) throws SQLException {
        return new Host(
                new HostId(Rows.uuid(row, "id")),
                Rows.text(row, "name"),
                Rows.text(row, "address"),
                row.getInt("agent_port"),
                new ClusterId(Rows.uuid(row, "cluster")),
                state(row),
                Optional.ofNullable(row.getString("hardware_id")),
                facts(row),
                row.getLong("version"));
    }

    private static HostState state(ResultSet row) throws SQLException {
        var since = Rows.instant(row, "state_since");
        var reason = Optional.ofNullable(row.getString("state_reason")).orElse("");
        var name = Rows.text(row, "state");
        return switch (name) {
            case "unassigned" -> new HostState.Unassigned(since);
            case "initializing" -> new HostState.Initializing(since);
            case "up" -> new HostState.Up(since);
            case "connecting" -> new HostState.Connecting(since);
            case "non_responsive" -> new HostState.NonResponsive(since);
            case "down" -> new HostState.Down(since, reason);
            case "non_operational" -> new HostState.NonOperational(since, reason);
            case "preparing_for_maintenance" -> new HostState.PreparingForMaintenance(since);
            case "maintenance" -> new HostState.Maintenance(since);
            case "pending_approval" ->
                new HostState.PendingApproval(since, reason, Optional.ofNullable(row.getString("pending_hardware_id")));
            default -> throw new IllegalStateException("unknown host state " + name);
        };
    }

    private static Optional<HostFacts> facts(ResultSet row) throws SQLException {
        var hardware = row.getString("said_hardware_id");
        if (hardware == null) {
            return Optional.empty();
        }
        return Optional.of(new HostFacts(
                hardware,
                Rows.text(row, "said_name"),
                row.getInt("said_cpus"),
                row.getLong("said_memory_mib"),
                Rows.text(row, "said_accelerator"),
                row.getBoolean("said_spice"),
                inventory(row),
                Rows.text(row, "said_display_pin"),
                Rows.text(row, "said_libvirt"),
                Rows.text(row, "said_qemu"),
                Rows.text(row, "said_agent")));
    }

    private static HostInventory inventory(ResultSet row) throws SQLException {
        var topology = (Integer[]) row.getArray("said_topology").getArray();
        return new HostInventory(
                Rows.text(row, "said_cpu_model"),
                topology[0],
                topology[1],
                topology[2],
                list(row, "said_cpu_models"),
                list(row, "said_cpu_flags"),
                nics(list(row, "said_nics")),
                list(row, "said_bridges"),
                list(row, "said_devices"),
                Rows.text(row, "said_security"),
                Rows.text(row, "said_kernel"));
    }

    private static List<String> list(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static List<Nic> nics(List<String> parts) {
        var nics = new ArrayList<Nic>();
        for (int i = 0; i + NIC_PARTS <= parts.size(); i += NIC_PARTS) {
            nics.add(new Nic(
                    parts.get(i),
                    parts.get(i + 1),
                    Boolean.parseBoolean(parts.get(i + 2)),
                    Integer.parseInt(parts.get(i + 3)),
                    parts.get(i + 4)));
        }
        return nics;
    }

    static String[] parts(List<Nic> nics) {
        return nics.stream()
                .flatMap(nic -> Stream.of(
                        nic.name(),
                        nic.mac(),
                        Boolean.toString(nic.up()),
                        Integer.toString(nic.speedMbit()),
                        nic.bridge()))
                .toArray(String[]::new);
    }

    static String[] texts(List<String> list) {
        return list.toArray(String[]::new);
    }
}
