package io.oriel.broker.operation;

import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.VmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a wish to connect ended. */
public sealed interface ConnectResult {

    /** Here is the ticket and where to show it. */
    record Offered(Offer offer) implements ConnectResult {}

    /**
     * The desktop is theirs and is starting; ask again for {@link Target.Desktop}.
     *
     * @param eta time until it is ready, as far as starts of this pool are known
     */
    record ComeBack(VmId vm, String name, Optional<Duration> eta) implements ConnectResult {}

    /** They have as many desktops of this pool as they may. */
    record LimitReached(int limit) implements ConnectResult {}

    /** Every desktop of the pool is taken. */
    record PoolExhausted(String pool) implements ConnectResult {}

    /** Not theirs, or not there: never said which. */
    record NotEntitled() implements ConnectResult {}

    /** The desktop is theirs and neither runs nor starts. */
    record NotRunning(String name, String state) implements ConnectResult {}

    /** No gateway has been heard of lately. Nothing was taken. */
    record NoGateway() implements ConnectResult {}

    /**
     * They look at it already, and its pool allows one viewer at a time.
     *
     * @param since when the other viewer came
     * @param address where the other viewer is
     */
    record OpenElsewhere(String name, Instant since, String address) implements ConnectResult {}

    /** The desktop has no display of this kind. */
    record NoDisplay(String name, DisplayProtocol protocol) implements ConnectResult {}
}
