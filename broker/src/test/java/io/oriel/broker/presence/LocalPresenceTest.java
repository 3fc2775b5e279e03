package io.oriel.broker.presence;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class LocalPresenceTest extends PresenceContract {
    private final AtomicLong nanos = new AtomicLong();
    private final LocalPresence presence = new LocalPresence(nanos::get);

    @Override
    Presence presence() {
        return presence;
    }

    @Override
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
