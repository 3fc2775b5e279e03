package io.oriel.pool.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * Compares hosts that may run a VM.
 *
 * <p>A host's rank in a weight is how many hosts are better there. The sum of its ranks times the weights' factors says
 * where it stands: the lowest sum is the best, and among equals the first name.
 */
final class Ranks {
    private static final int INDEX_BITS = 20;
    private static final long INDEX = (1L << INDEX_BITS) - 1;

    private final List<Weighing> weighings;
    private final int[][] ranks;
    private final long[] sums;

    private Ranks(List<Weighing> weighings, int hosts) {
        this.weighings = weighings;
        this.ranks = new int[weighings.size()][hosts];
        this.sums = new long[hosts];
    }

    /** A weight and how much it counts. */
    record Weighing(Weight weight, int factor) {}

    /**
     * @param hosts by name, at most a million
     */
    static Ranks of(Ask ask, List<Candidate> hosts, List<Weighing> weighings) {
        var ranks = new Ranks(weighings, hosts.size());
        var keys = new long[hosts.size()];
        for (int w = 0; w < weighings.size(); w++) {
            var weight = weighings.get(w).weight();
            for (int h = 0; h < keys.length; h++) {
                long score = weight.score(ask, hosts.get(h));
                // Score and index in one number: sorted without a comparator.
                keys[h] = score << INDEX_BITS | h;
            }
            Arrays.sort(keys);
            ranks.rank(w, keys);
        }
        return ranks;
    }

    private void rank(int weight, long[] keys) {
        int factor = weighings.get(weight).factor();
        int rank = 0;
        for (int i = 0; i < keys.length; i++) {
            if (i > 0 && keys[i] >> INDEX_BITS != keys[i - 1] >> INDEX_BITS) {
                rank = i;
            }
            int host = (int) (keys[i] & INDEX);
            ranks[weight][host] = rank;
            sums[host] += (long) rank * factor;
        }
    }

    /** The sum of a host's ranks times their factors. */
    long sum(int host) {
        return sums[host];
    }

    /** A host's score, rank and factor in each weight. */
    List<Explanation.Score> scores(int host) {
        var all = new Explanation.Score[weighings.size()];
        for (int w = 0; w < all.length; w++) {
            var weighing = weighings.get(w);
            all[w] = new Explanation.Score(weighing.weight().word(), weighing.factor(), ranks[w][host]);
        }
        return List.of(all);
    }
}
