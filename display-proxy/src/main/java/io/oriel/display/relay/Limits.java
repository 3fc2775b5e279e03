package io.oriel.display.relay;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections may be open at all, and how many of one address may be without a ticket. Any thread.
 *
 * <p>Only connections that have not proved anything are counted by address: many people may sit behind one.
 */
public final class Limits {
    private final int total;
    private final int unprovenPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> unproven = new ConcurrentHashMap<>();

    /**
     * @param total most connections at a time
     * @param unprovenPerAddress most connections of one address that have not finished their handshake
     */
    public Limits(int total, int unprovenPerAddress) {
        this.total = total;
        this.unprovenPerAddress = unprovenPerAddress;
    }

    /** Counts a new connection in, or says no. */
    boolean admit(InetAddress address) {
        if (!admit()) {
            return false;
        }
        if (!admitUnproven(address)) {
            gone();
            return false;
        }
        return true;
    }

    /** Counts in one whose address is not known yet, or says no. */
    boolean admit() {
        if (open.incrementAndGet() > total) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts an admitted connection, of which the address is known now, as unproven, or says no. */
    boolean admitUnproven(InetAddress address) {
        if (unproven.merge(address, 1, Integer::sum) > unprovenPerAddress) {
            proven(address);
            return false;
        }
        return true;
    }

    /** An admitted connection has finished its handshake, or ended before that. */
    void proven(InetAddress address) {
        unproven.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    /** An admitted connection is closed. */
    void gone() {
        open.decrementAndGet();
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }
}
