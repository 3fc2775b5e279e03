package io.oriel.pool;

import io.oriel.pool.estate.Vm;
import java.time.Duration;
import java.util.Optional;

/** The answer to a person who asks a pool for a desktop. */
public sealed interface Claim {

    /** A running VM is now theirs. */
    record Ready(Vm vm) implements Claim {}

    /**
     * A VM is now theirs and is being started.
     *
     * @param eta how long it will still take, when the pool has started VMs before
     */
    record Starting(Vm vm, Optional<Duration> eta) implements Claim {}

    /** All VMs are taken. */
    record Exhausted() implements Claim {}

    /** They already hold as many as one person may. */
    record LimitReached(int limit) implements Claim {}
}
