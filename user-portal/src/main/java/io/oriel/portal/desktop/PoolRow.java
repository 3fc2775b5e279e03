package io.oriel.portal.desktop;

import io.oriel.broker.operation.PoolOffer;
import io.oriel.portal.page.Words;

/**
 * One pool as its row shows it.
 *
 * @param figure the number that matters, bold
 * @param rest what stands behind it
 * @param hint what taking one means now, or why it cannot be
 * @param percent of its desktops that are ready
 */
record PoolRow(
        String id,
        String name,
        String description,
        String shape,
        String figure,
        String rest,
        String hint,
        int percent,
        boolean takeable) {

    static PoolRow of(PoolOffer pool, Words words) {
        var full = pool.mine() >= pool.maxPerUser();
        var ready = pool.ready() > 0;
        var startable = pool.startable() > 0;
        return new PoolRow(
                pool.id().toString(),
                pool.name(),
                pool.description(),
                words.shape(pool.vcpus(), pool.memoryMiB()),
                ready
                        ? words.say("pool.ready", pool.ready())
                        : startable ? words.say("pool.none") : words.say("pool.taken", pool.size()),
                ready
                        ? words.say("pool.ready.rest", pool.size())
                        : startable ? words.say("pool.none.rest", pool.startable()) : "",
                hint(pool, full, words),
                pool.size() == 0 ? 0 : Math.min(100, pool.ready() * 100 / pool.size()),
                !full && (ready || startable));
    }

    private static String hint(PoolOffer pool, boolean full, Words words) {
        if (full) {
            return words.say("pool.hint.limit", pool.mine());
        }
        if (pool.ready() > 0) {
            return words.say("pool.hint.ready");
        }
        if (pool.startable() > 0) {
            return pool.eta()
                    .map(eta -> words.say("pool.hint.start", words.time(eta)))
                    .orElseGet(() -> words.say("pool.hint.start.unknown"));
        }
        return words.say("pool.hint.taken");
    }
}
