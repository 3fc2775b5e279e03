package io.oriel.broker.api;

import io.oriel.pool.event.Event;
import java.util.Locale;
import java.util.Optional;

/** One line of the audit log. */
record ShownEvent(
        long id,
        String at,
        int code,
        String severity,
        String text,
        Optional<String> vm,
        Optional<String> pool,
        Optional<String> host,
        Optional<String> user,
        Optional<String> correlation) {

    static ShownEvent of(Event event) {
        return new ShownEvent(
                event.stamp().id(),
                event.at().toString(),
                event.code().number(),
                event.severity().name().toLowerCase(Locale.ROOT),
                event.text(),
                event.vm().map(Object::toString),
                event.pool().map(Object::toString),
                event.host().map(Object::toString),
                event.user().map(Object::toString),
                event.correlation());
    }
}
