package io.oriel.portal.admin;

import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin.Verb;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be done to several VMs at once. */
enum Bulk {
    START(Verb.START, false, false),
    SHUTDOWN(Verb.SHUTDOWN, true, false),
    SUSPEND(Verb.SUSPEND, false, true),
    STOP(Verb.STOP, true, true),
    DELETE(null, true, true);

    private final @Nullable Verb verb;
    private final boolean asks;
    private final boolean narrow;

    Bulk(@Nullable Verb verb, boolean asks, boolean narrow) {
        this.verb = verb;
        this.asks = asks;
        this.narrow = narrow;
    }

    static Optional<Bulk> of(String key) {
        return Arrays.stream(values()).filter(it -> it.key().equals(key)).findFirst();
    }

    /** All that the bar offers, and these. */
    static UseCase[] useCases(UseCase... more) {
        return Stream.concat(Arrays.stream(values()).map(it -> UseCase.valueOf(it.useCase())), Arrays.stream(more))
                .toArray(UseCase[]::new);
    }

    /** As forms and messages name it. */
    public String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The name of what must be allowed for it. */
    public String useCase() {
        return verb == null ? UseCase.VM_DELETE.name() : verb.useCase().name();
    }

    /** Whether something may be lost, so that it is asked first. */
    boolean asks() {
        return asks;
    }

    /** Whether it leaves the bar where there is little room. */
    public boolean narrow() {
        return narrow;
    }

    public boolean danger() {
        return this == STOP || this == DELETE;
    }

    /** What is done to each; empty for deleting. */
    Optional<Verb> verb() {
        return Optional.ofNullable(verb);
    }
}
