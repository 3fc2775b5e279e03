package io.oriel.portal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens on other threads, and says what did not. */
final class Eventually {
    private Eventually() {}

    static void is(String what, BooleanSupplier true_) {
        var deadline = System.nanoTime() + Rig.patience().toNanos();
        while (!true_.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + Rig.patience() + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
