package io.oriel.pool.event;

import io.oriel.pool.estate.UserId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The request that something is done for. What is written in its scope, events and jobs, carries its correlation id.
 *
 * <p>Bound to the thread that serves the request, never to an event loop; work that goes on elsewhere is bound again
 * there.
 *
 * @param correlation what the client calls its request: 1 to 64 printable ASCII characters
 * @param user who asked
 */
public record Cause(String correlation, Optional<UserId> user) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final ScopedValue<Cause> CURRENT = ScopedValue.newInstance();

    public Cause {
        if (!wellFormed(correlation)) {
            throw new IllegalArgumentException("a correlation id has 1 to 64 printable characters");
        }
    }

    /** Whether this can be a correlation id. */
    public static boolean wellFormed(String correlation) {
        return FORM.matcher(correlation).matches();
    }

    /** A correlation id that nobody has used. */
    public static String fresh() {
        return UUID.randomUUID().toString();
    }

    /** The request that this thread serves; empty when it serves none. */
    public static Optional<Cause> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Does this for this request. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
