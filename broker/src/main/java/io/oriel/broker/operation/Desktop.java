package io.oriel.broker.operation;

import io.oriel.host.api.VmId;
import java.time.Duration;
import java.util.Optional;

/**
 * A VM as its user's workplace.
 *
 * @param state oVirt's word, e.g. {@code powering_up}
 * @param connectable it is up and has a display
 * @param spice whether it has a display for remote-viewer; false while it is not up
 * @param vnc whether it has a display for the browser; false while it is not up
 * @param pool the name of its pool
 * @param wipedAfterUse whether what is on it is thrown away when it is given back
 * @param eta while it starts: time left, by the median of this pool's starts; never negative
 * @param startingFor while it starts: time since it began
 * @param trouble what went wrong last, for people
 */
public record Desktop(
        VmId id,
        String name,
        String state,
        boolean connectable,
        boolean spice,
        boolean vnc,
        Optional<String> pool,
        int vcpus,
        long memoryMiB,
        boolean wipedAfterUse,
        Optional<Duration> eta,
        Optional<Duration> startingFor,
        Optional<String> trouble) {}
