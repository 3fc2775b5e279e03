package io.oriel.pool;

import io.oriel.pool.PoolException.Fault;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What pools may look like. Gives every fault at once. */
final class PoolRules {
    private static final int MOST_QUESTION_MARKS = 4;
    private static final int LONGEST_NAME = 63;
    private static final Duration LONGEST_TIME = Duration.ofDays(3650);

    private final List<Fault> faults = new ArrayList<>();

    private PoolRules() {}

    /**
     * Judges a pool as it would be.
     *
     * @throws PoolException INVALID, with every fault
     */
    static void check(Pool pool) {
        var faults = faults(pool);
        if (!faults.isEmpty()) {
            throw new PoolException(faults);
        }
    }

    /** All that is wrong with a pool as it would be. */
    static List<Fault> faults(Pool pool) {
        var rules = new PoolRules();
        rules.name(pool);
        rules.numbers(pool);
        rules.policy(pool);
        return List.copyOf(rules.faults);
    }

    private void name(Pool pool) {
        var name = pool.name();
        var marks = name.chars().filter(c -> c == '?').count();
        require(
                Names.isName(name.replace('?', '0')) && !name.startsWith("?"),
                "name",
                "form",
                "a pool's name has " + Names.RULE);
        require(
                name.matches("[^?]*\\?{0," + MOST_QUESTION_MARKS + "}[^?]*"),
                "name",
                "mask",
                "a pool's name may hold one run of up to four '?' for the vm's number");
        require(
                marks == 0 || marks > MOST_QUESTION_MARKS || pool.size() <= Pool.highestNumber(name),
                "name",
                "mask",
                "the name has " + marks + " question marks, too few for " + pool.size() + " vms");
        require(
                Pool.vmName(name, Math.max(1, pool.size())).length() <= LONGEST_NAME,
                "name",
                "length",
                "with their numbers the names of the vms get too long");
        require(
                Names.isDescription(pool.description()),
                "description",
                "form",
                "a description is one line of at most " + Names.LONGEST_DESCRIPTION + " characters");
    }

    private void numbers(Pool pool) {
        range("size", pool.size(), 1, Pool.MAX_SIZE, "a pool has 1 to " + Pool.MAX_SIZE + " vms");
        range("prestarted", pool.prestarted(), 0, pool.size(), "the prestarted vms are 0 to as many as the pool has");
        range("maxPerUser", pool.maxPerUser(), 1, Pool.MAX_SIZE, "one person may hold at least one vm");
        range("vcpus", pool.vcpus(), 1, 64, "a vm has 1 to 64 processors");
        range("memoryMiB", pool.memoryMiB(), 16, 1 << 20, "a vm has 16 to 1048576 MiB of memory");
        require(
                pool.kind() == PoolKind.AUTOMATIC || !pool.stateless(),
                "stateless",
                "kind",
                "the desktops of a manual pool keep what is on them: it cannot be stateless");
    }

    private void policy(Pool pool) {
        var policy = pool.policy();
        time("idle", policy.idle());
        time("disconnected", policy.disconnected());
        time("longestSession", policy.longestSession());
        require(
                !policy.unused().isNegative() && policy.unused().compareTo(LONGEST_TIME) <= 0,
                "unused",
                "range",
                "unused is 0, for never, to ten years");
        require(
                (policy.refresh() == Refresh.EVERY_DAYS) == policy.refreshDays().isPresent(),
                "refreshDays",
                "refresh",
                "refreshDays goes with refresh every_days, and only with that");
        policy.refreshDays()
                .ifPresent(days -> range("refreshDays", days, 1, 3650, "refreshDays lies between 1 and 3650"));
        require(
                policy.refresh() == Refresh.AT_GIVE_BACK || !pool.stateless(),
                "refresh",
                "stateless",
                "stateless desktops are made anew each time they are given back: refresh is at_give_back");
        action("onIdle", policy.onIdle(), policy.idle(), pool);
        action("onDisconnect", policy.onDisconnect(), policy.disconnected(), pool);
    }

    private void action(String field, EndAction action, Optional<Duration> after, Pool pool) {
        require(
                action == EndAction.NOTHING || after.isPresent(),
                field,
                "time",
                field + " needs a time after which it is done");
        require(
                action != EndAction.SUSPEND || !pool.stateless(),
                field,
                "stateless",
                field + " cannot be suspend: stateless desktops are wiped after use");
    }

    private void time(String field, Optional<Duration> time) {
        require(
                time.filter(it -> it.toSeconds() < 1 || it.compareTo(LONGEST_TIME) > 0)
                        .isEmpty(),
                field,
                "range",
                field + " is at least one second, and at most ten years");
    }

    private void range(String field, long value, long from, long to, String message) {
        require(value >= from && value <= to, field, "range", message);
    }

    private void require(boolean holds, String field, String rule, String message) {
        if (!holds) {
            fault(field, rule, message);
        }
    }

    private void fault(String field, String rule, String message) {
        faults.add(new Fault(field, rule, message));
    }
}
