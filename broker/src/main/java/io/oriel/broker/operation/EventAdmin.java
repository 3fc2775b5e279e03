package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.PoolModule;
import io.oriel.pool.event.Change;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.EventSeals;
import io.oriel.pool.event.Events;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The audit log: following it, taking lines out of what is shown, and whether it is as it was. */
public final class EventAdmin {
    private static final int AT_ONCE = 500;

    private final Rights rights;
    private final EstateView view;
    private final Events events;
    private final EventSeals seals;
    private final ObjectNames names;

    public EventAdmin(Rights rights, EstateView view, PoolModule estate) {
        this.rights = rights;
        this.view = view;
        this.events = estate.events();
        this.seals = estate.seals();
        this.names = new ObjectNames(estate);
    }

    /**
     * What was read on.
     *
     * @param events in the order of their writing, as far as the acting person sees them
     * @param place where to read on
     * @param more whether there is more already
     */
    public record Part(List<Event> events, String place, boolean more) {
        public Part {
            events = List.copyOf(events);
        }
    }

    /** The place from which on everything is still to come. */
    public String now(User actor) {
        return events.now();
    }

    /**
     * Reads on after a place.
     *
     * @param about only what is about this object
     */
    public Part after(User actor, String place, Optional<UUID> about) {
        var read = events.after(place, AT_ONCE);
        var next = read.isEmpty() ? place : read.getLast().stamp().place();
        var shown = view.seen(actor, read).filter(it -> about.isEmpty() || about(it, about.get()));
        return new Part(shown.toList(), next, read.size() == AT_ONCE);
    }

    /** A VM, pool or host that events are about, by its name or its id. */
    public UUID object(User actor, ObjectKind kind, String name) {
        return names.find(kind, name)
                .filter(it -> rights.sees(actor, it.object()))
                .map(it -> it.object().id())
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no " + kind.word() + " " + name));
    }

    /**
     * Hears that something was perhaps written.
     *
     * @param changed called on any thread; must return quickly
     */
    public AutoCloseable watch(User actor, Consumer<Change> changed) {
        return events.onChange(changed);
    }

    /** Takes a line out of what is shown; it stays in the log. */
    public void dismiss(User actor, long id) {
        rights.require(actor, UseCase.EVENT_DISMISS);
        if (events.find(id).isEmpty()) {
            throw new BrokerException(Code.NOT_FOUND, "there is no event " + id);
        }
        events.dismiss(id, actor.id());
        Admins.record(events, actor, "event " + id + " dismissed");
    }

    /** Looks whether the log is as it was sealed; takes as long as reading it. */
    public EventSeals.Verdict verify(User actor) {
        rights.require(actor, UseCase.AUDIT_VERIFY);
        return seals.verify();
    }

    private static boolean about(Event event, UUID object) {
        return event.vm().filter(it -> it.value().equals(object)).isPresent()
                || event.pool().filter(it -> it.value().equals(object)).isPresent()
                || event.host().filter(it -> it.value().equals(object)).isPresent();
    }
}
