package io.oriel.host.sim;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Lets the time of one command pass, as slowly as it befalls. */
record Passing(SimulatedTime time, Faults.Fate fate) {

    /** Blocks the caller until the time has passed. */
    void pass(Duration usual) {
        if (usual.isPositive()) {
            var passed = new CompletableFuture<Void>();
            time.later(fate.of(usual), () -> passed.complete(null));
            passed.join();
        }
    }
}
