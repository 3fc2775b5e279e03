package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What enrolment and an administrator write into a host's row. Safe for use by many threads. */
public final class AdmissionRows {
    private final JdbcClient jdbc;

    public AdmissionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Marks a host whose own machine is not at work; true when it was marked now. */
    public boolean suspect(HostId host, String reason, Instant now) {
        return jdbc.sql("""
                        update pool.host set state = 'pending_approval', state_since = :now, state_reason = :reason
                        where id = :id and state in ('unassigned', 'non_responsive', 'down')""")
                        .param("id", host.value())
                        .param("reason", reason)
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }

    /** The machine behind a host is another one from now on. */
    public boolean admit(HostId host, String hardwareId, Instant now) {
        jdbc.sql("update pool.host set hardware_id = :hardware where id = :id")
                .param("id", host.value())
                .param("hardware", hardwareId)
                .update();
        return dismiss(host, now);
    }

    /** No machine waits for this host any more; true when its state says so now. */
    public boolean dismiss(HostId host, Instant now) {
        return jdbc.sql("""
                        update pool.host set state = 'unassigned', state_since = :now, state_reason = null,
                            pending_hardware_id = null
                        where id = :id and state = 'pending_approval'""")
                        .param("id", host.value())
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }
}
