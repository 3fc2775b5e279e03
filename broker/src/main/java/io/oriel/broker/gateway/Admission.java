package io.oriel.broker.gateway;

import io.oriel.pool.Admissions;
import io.oriel.pool.estate.Host;
import java.util.Optional;

/**
 * Judges whether a machine that shows a good token may become a host: it is the one that was confirmed and no agent of it
 * is at work, or there was none, or an administrator approved it. The hardware id is only compared.
 */
final class Admission {
    private final Approvals approvals;
    private final Admissions hosts;

    Admission(Approvals approvals, Admissions hosts) {
        this.approvals = approvals;
        this.hosts = hosts;
    }

    /** What is to be done with it. */
    sealed interface Verdict {
        /** It may become the host. */
        record Welcome() implements Verdict {}

        /** It may, in place of the machine before. */
        record Successor() implements Verdict {}

        /** Somebody must look first. */
        record Wait(String reason) implements Verdict {}
    }

    /** Takes up to some seconds, when the host's own agent has to be asked. */
    Verdict judge(Host host, EnrolRequest request) {
        if (approvals
                .find(host.id())
                .filter(waiting -> waiting.approved() && waiting.hardwareId().equals(request.hardwareId()))
                .isPresent()) {
            return new Verdict.Successor();
        }
        Optional<String> known = host.hardwareId();
        if (known.isEmpty()) {
            return new Verdict.Welcome();
        }
        if (!known.get().equals(request.hardwareId())) {
            return new Verdict.Wait("host " + host.name() + " is another machine already: it was confirmed as "
                    + known.get() + ", and " + request.hardwareId() + " asks from " + request.address());
        }
        return hosts.answers(host)
                ? new Verdict.Wait("an agent of host " + host.name() + " is at work at " + host.address()
                        + " already, and a second one asks from " + request.address())
                : new Verdict.Welcome();
    }
}
