package io.oriel.pool.schedule;

import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.Host;
import java.util.Locale;

/**
 * A host that has been too busy for minutes takes nothing more, nor one that would have too many virtual processors for
 * each real one; the cluster's policy says how many are too many.
 */
final class CpuOverload implements Filter {
    @Override
    public String word() {
        return "CpuOverload";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return busy(ask, host) || crowded(ask, host);
    }

    @Override
    public String sentence(Ask ask, Host host) {
        if (busy(ask, host)) {
            return "has been at " + ask.policy().high().orElse(0) + " % of its processors or more for "
                    + ask.policy().overCommit().toMinutes() + " minutes";
        }
        return String.format(
                Locale.ROOT,
                "would have %.2f virtual processors for each real one, at most %.2f are allowed",
                ratio(ask, host),
                ask.policy().vcpuRatio().orElse(0.0));
    }

    private static boolean busy(Ask ask, Host host) {
        var use = ask.use(host);
        return use.isPresent()
                && ask.policy()
                        .high()
                        .filter(high -> use.get().atLeast(high, ask.policy().overCommit()))
                        .isPresent();
    }

    private static boolean crowded(Ask ask, Host host) {
        var most = ask.policy().vcpuRatio();
        return most.isPresent() && ratio(ask, host) > most.get();
    }

    private static double ratio(Ask ask, Host host) {
        int cpus = host.facts().map(HostFacts::cpus).orElse(Integer.MAX_VALUE);
        return (double) (ask.load().vcpus(host.id()) + ask.tended().vm().vcpus()) / Math.max(1, cpus);
    }
}
