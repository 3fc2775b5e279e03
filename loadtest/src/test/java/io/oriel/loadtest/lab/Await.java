package io.oriel.loadtest.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition of the outside world, with a generous deadline. */
public final class Await {
    private Await() {}

    public static void until(String what, Duration deadline, BooleanSupplier condition) {
        var _ = value(what, deadline, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    public static <T> T value(String what, Duration deadline, Supplier<Optional<T>> supplier) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            var value = supplier.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not seen within " + deadline + ": " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}
