package io.oriel.pool.schedule;

import java.util.List;

/**
 * Why a VM would start, or move, where it would, and why not elsewhere.
 *
 * @param start whether it is about a start; else it runs, and it is about a move
 * @param policy the policy of its cluster, by oVirt's name
 * @param hosts every host: the one it would go to first, then the others that may run it, the better ones first, then
 *     those that may not, by name
 */
public record Explanation(boolean start, String policy, List<Verdict> hosts) {
    public Explanation {
        hosts = List.copyOf(hosts);
    }

    /** What is to be said of one host. */
    public sealed interface Verdict {

        /** The host's name. */
        String host();

        /**
         * It may not run there.
         *
         * @param filter the first filter that refused the host, by oVirt's name where it has one
         * @param reason for people, to be read after the host's name
         */
        record Refused(String host, String filter, String reason) implements Verdict {}

        /**
         * It may run there.
         *
         * @param sum of rank times factor; the lowest wins
         * @param waits whether so much is starting or moving there already that it would wait its turn
         * @param chosen whether it would go there now
         */
        record Weighed(String host, List<Score> scores, long sum, boolean waits, boolean chosen) implements Verdict {
            public Weighed {
                scores = List.copyOf(scores);
            }
        }
    }

    /**
     * How a host stands in one weight.
     *
     * @param weight by oVirt's name
     * @param rank how many hosts are better
     */
    public record Score(String weight, int factor, int rank) {}
}
