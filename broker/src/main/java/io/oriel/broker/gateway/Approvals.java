package io.oriel.broker.gateway;

import io.oriel.broker.trust.Hashes;
import io.oriel.host.api.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Machines that showed a good token for a host and wait until an administrator looks. At most one for a host. */
public final class Approvals {
    private final JdbcClient jdbc;

    public Approvals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A machine that waits.
     *
     * @param hardwareId what it says it is
     * @param address where it asked from
     * @param reason why it must wait, for people
     * @param token hash of what it showed
     */
    public record Waiting(
            HostId host, String hardwareId, String address, String reason, String token, boolean approved) {
        @Override
        public String toString() {
            return "Waiting[" + host + ", " + hardwareId + ", " + address + "]";
        }
    }

    /** The machine that waits for this host. */
    public Optional<Waiting> find(HostId host) {
        return jdbc.sql("select * from broker.pending_approval where host = :host")
                .param("host", host.value())
                .query(Approvals::read)
                .optional();
    }

    /** Lets a machine wait; true when it did not wait before. One that an administrator let in stays let in. */
    boolean ask(HostId host, EnrolRequest request, String reason) {
        return jdbc.sql("""
                        insert into broker.pending_approval as p (host, hardware_id, address, reason, token)
                        values (:host, :hardware, :address, :reason, :token)
                        on conflict (host) do update set hardware_id = excluded.hardware_id, address = excluded.address,
                            reason = excluded.reason, token = excluded.token, asked_at = now()
                        where p.approved_at is null and (p.hardware_id, p.address, p.token)
                            is distinct from (excluded.hardware_id, excluded.address, excluded.token)""")
                        .param("host", host.value())
                        .param("hardware", request.hardwareId())
                        .param("address", request.address())
                        .param("reason", reason)
                        .param("token", Hashes.of(request.token()))
                        .update()
                == 1;
    }

    /** Lets the machine in; false when another one waits by now, or none. */
    boolean approve(Waiting waiting) {
        return jdbc.sql("""
                        update broker.pending_approval set approved_at = now()
                        where host = :host and hardware_id = :hardware and token = :token and approved_at is null""")
                        .param("host", waiting.host().value())
                        .param("hardware", waiting.hardwareId())
                        .param("token", waiting.token())
                        .update()
                == 1;
    }

    /** Nobody waits for this host any more. */
    void forget(HostId host) {
        jdbc.sql("delete from broker.pending_approval where host = :host")
                .param("host", host.value())
                .update();
    }

    private static Waiting read(ResultSet row, int number) throws SQLException {
        return new Waiting(
                new HostId(row.getObject("host", java.util.UUID.class)),
                row.getString("hardware_id"),
                row.getString("address"),
                row.getString("reason"),
                row.getString("token"),
                row.getObject("approved_at") != null);
    }
}
