package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.AffinityGroupId;
import io.oriel.pool.estate.ClusterId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of affinity groups and their members. Safe for use by many threads. */
public final class AffinityRows {
    private final JdbcClient jdbc;

    public AffinityRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All groups, by name. */
    public List<AffinityGroup> list() {
        return jdbc.sql("""
                        select g.*, array(select vm from pool.affinity_vm where affinity_group = g.id) as vms,
                            array(select host from pool.affinity_host where affinity_group = g.id) as hosts
                        from pool.affinity_group g order by name""").query(AffinityRows::group).list();
    }

    /** Makes a group with its members. */
    public void insert(AffinityGroup group) {
        jdbc.sql("""
                        insert into pool.affinity_group (id, cluster, name, description, priority, vm_rule, vm_enforcing,
                            host_rule, host_enforcing)
                        values (:id, :cluster, :name, :description, :priority, :vmRule, :vmEnforcing, :hostRule,
                            :hostEnforcing)""")
                .param("id", group.id().value())
                .param("cluster", group.cluster().value())
                .param("name", group.name())
                .param("description", group.description())
                .param("priority", group.priority())
                .param("vmRule", word(group.amongVms()))
                .param("vmEnforcing", enforcing(group.amongVms()))
                .param("hostRule", word(group.onHosts()))
                .param("hostEnforcing", enforcing(group.onHosts()))
                .update();
        group.vms().forEach(vm -> add(group.id(), vm));
        group.hosts().forEach(host -> add(group.id(), host));
    }

    /** Deletes a group; false when it is not there. */
    public boolean delete(AffinityGroupId id) {
        return jdbc.sql("delete from pool.affinity_group where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Puts a VM into a group; nothing when it is in it. */
    public void add(AffinityGroupId group, VmId vm) {
        member(
                "insert into pool.affinity_vm (affinity_group, vm) values (:group, :id) on conflict do nothing",
                group,
                vm.value());
    }

    /** Puts a host into a group; nothing when it is in it. */
    public void add(AffinityGroupId group, HostId host) {
        member(
                "insert into pool.affinity_host (affinity_group, host) values (:group, :id) on conflict do nothing",
                group,
                host.value());
    }

    /** Takes a VM out of a group; nothing when it is not in it. */
    public void remove(AffinityGroupId group, VmId vm) {
        member("delete from pool.affinity_vm where affinity_group = :group and vm = :id", group, vm.value());
    }

    /** Takes a host out of a group; nothing when it is not in it. */
    public void remove(AffinityGroupId group, HostId host) {
        member("delete from pool.affinity_host where affinity_group = :group and host = :id", group, host.value());
    }

    private void member(String sql, AffinityGroupId group, UUID id) {
        jdbc.sql(sql).param("group", group.value()).param("id", id).update();
    }

    private static @Nullable String word(Optional<Rule> rule) {
        return rule.map(it -> it.positive() ? "positive" : "negative").orElse(null);
    }

    private static boolean enforcing(Optional<Rule> rule) {
        return rule.filter(Rule::enforcing).isPresent();
    }

    private static AffinityGroup group(ResultSet row, int number) throws SQLException {
        return new AffinityGroup(
                new AffinityGroupId(Rows.uuid(row, "id")),
                new ClusterId(Rows.uuid(row, "cluster")),
                Rows.text(row, "name"),
                Rows.text(row, "description"),
                row.getDouble("priority"),
                rule(row, "vm_rule", "vm_enforcing"),
                rule(row, "host_rule", "host_enforcing"),
                ids(row, "vms", VmId::new),
                ids(row, "hosts", HostId::new));
    }

    private static Optional<Rule> rule(ResultSet row, String rule, String enforcing) throws SQLException {
        var hard = row.getBoolean(enforcing);
        return Optional.ofNullable(row.getString(rule)).map(it -> new Rule(it.equals("positive"), hard));
    }

    private static <T> Set<T> ids(ResultSet row, String column, Function<UUID, T> wrap) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray(column).getArray()).map(wrap).collect(Collectors.toSet());
    }
}
