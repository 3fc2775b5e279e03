package io.oriel.pool.schedule;

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
    public boolean refuses(Ask ask, Candidate host) {
        return busy(ask, host) || crowded(ask, host);
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        if (busy(ask, host)) {
            return "has been at " + ask.tooMuch().percent() + " % of its processors or more for "
                    + ask.tooMuch().time().toMinutes() + " minutes";
        }
        return String.format(
                Locale.ROOT,
                "would have %.2f virtual processors for each real one, at most %.2f are allowed",
                ratio(ask, host),
                ask.tooMuch().ratio());
    }

    private static boolean busy(Ask ask, Candidate host) {
        var use = host.use();
        return use != null
                && ask.tooMuch().percent() > 0
                && use.atLeast(ask.tooMuch().percent(), ask.tooMuch().time());
    }

    private static boolean crowded(Ask ask, Candidate host) {
        return ask.tooMuch().ratio() > 0 && ratio(ask, host) > ask.tooMuch().ratio();
    }

    private static double ratio(Ask ask, Candidate host) {
        return (double) (host.vcpus() + ask.tended().vm().vcpus()) / Math.max(1, host.cpus());
    }
}
