package io.oriel.display.relay;

import io.netty.util.concurrent.EventExecutor;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.grant.Whereabouts;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One session as long as its links live here. Any thread: the links of one session sit on several event loops.
 *
 * <p>A link joins by adding itself first and looking for the end second; the end is marked first and the links are cut
 * second. So no link can slip in while the session ends.
 */
public final class GatewaySession {
    private static final long LONG_PAUSE_MILLIS = 30_000;

    private final Grant grant;
    private final TicketHash ticket;
    private final ConsoleTurns turns;
    private final Moves moves;
    private final EventExecutor home;
    private final InstantSource clock;
    private final GatewaySessions sessions;
    private final Set<Relay> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger carriers = new AtomicInteger();
    private final AtomicReference<Optional<CloseReason>> end = new AtomicReference<>(Optional.empty());
    private final ConcurrentHashMap<String, Traffic> traffic = new ConcurrentHashMap<>();
    private final Map<Passage, Long> refused = Collections.synchronizedMap(new EnumMap<>(Passage.class));
    private volatile long lastInputMillis;
    private volatile Optional<Long> roundTripMicros = Optional.empty();
    private volatile OptionalInt number = OptionalInt.empty();
    private volatile ConsoleTarget console;

    GatewaySession(TicketHash ticket, Grant grant, GatewaySessions sessions, EventExecutor home, InstantSource clock) {
        this.ticket = ticket;
        this.grant = grant;
        this.sessions = sessions;
        this.clock = clock;
        this.home = home;
        this.console = grant.console();
        this.moves = new Moves(() -> sessions.grants().whereabouts(grant.session()), clock);
        this.turns = new ConsoleTurns(() -> sessions.grants().reopen(grant.session()), home, clock);
        this.turns.openedBy(grant.console());
        this.lastInputMillis = clock.millis();
    }

    /** Its id, given by the control plane. */
    public SessionId id() {
        return grant.session();
    }

    /** What was granted. */
    public Grant grant() {
        return grant;
    }

    /** The person has typed or pointed. Told at once after a long pause, so that nobody takes them for absent. */
    public void touched() {
        long now = clock.millis();
        long pause = now - lastInputMillis;
        lastInputMillis = now;
        if (pause >= LONG_PAUSE_MILLIS) {
            sessions.changed();
        }
    }

    /** Policy has kept this from passing, once. The first of its kind is told at once. */
    public void refused(Passage passage) {
        sessions.refused(passage);
        if (refused.merge(passage, 1L, Long::sum) == 1) {
            sessions.changed();
        }
    }

    /** The console has told its own number for this session, which later links will show. */
    public void numbered(int consoleNumber) {
        number = OptionalInt.of(consoleNumber);
    }

    /** The console's own number, once it has told it. */
    public OptionalInt number() {
        return number;
    }

    /** Where the bytes of this kind of channel are counted. */
    public Traffic traffic(String channel) {
        return traffic.computeIfAbsent(channel, _ -> new Traffic());
    }

    /** All that was counted, by kind of channel. */
    Map<String, Traffic> traffic() {
        return traffic;
    }

    /** How its client knows this gateway. */
    public PublicAddress gateway() {
        return sessions.gateway();
    }

    /** Its desktop's moves from host to host. */
    public Moves moves() {
        return moves;
    }

    /** The console that was last opened for it. */
    ConsoleTarget console() {
        return console;
    }

    /** The same console on another host: a VM that moves takes its password along. */
    ConsoleTarget consoleAt(Whereabouts.At there, int port) {
        var old = console;
        return new ConsoleTarget(old.vm(), old.protocol(), there.address(), port, there.pin(), old.password());
    }

    /** This console is being dialled for it. */
    void dialled(ConsoleTarget target) {
        console = target;
    }

    TicketHash ticket() {
        return ticket;
    }

    ConsoleTurns turns() {
        return turns;
    }

    /** Takes a link in; empty, or why not. */
    Optional<CloseReason> join(Relay link, boolean carrier) {
        links.add(link);
        if (carrier) {
            carriers.incrementAndGet();
            moves.joined(link);
        }
        var ended = end.get();
        if (ended.isPresent()) {
            links.remove(link);
            return ended;
        }
        if (links.size() > grant.maxChannels()) {
            leave(link, carrier, CloseReason.LIMIT_REACHED);
            return Optional.of(CloseReason.LIMIT_REACHED);
        }
        return Optional.empty();
    }

    /** A link has ended; the session ends with the last that carries it, unless its client was told to begin anew. */
    void leave(Relay link, boolean carrier, CloseReason reason) {
        links.remove(link);
        if (!carrier) {
            return;
        }
        moves.ended(link);
        if (carriers.decrementAndGet() > 0) {
            return;
        }
        if (moves.expected()) {
            home.schedule(() -> endDeserted(reason), Moves.SWITCH_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            end(reason);
        }
    }

    private void endDeserted(CloseReason reason) {
        if (carriers.get() == 0) {
            end(reason);
        }
    }

    /** Ends the session and cuts its links. */
    void end(CloseReason reason) {
        if (end.compareAndSet(Optional.empty(), Optional.of(reason))) {
            links.forEach(link -> link.cut(reason));
            sessions.ended(this);
        }
    }

    boolean lives() {
        return ended().isEmpty();
    }

    /** Why the session has ended; empty while it lives. */
    Optional<CloseReason> ended() {
        return end.get();
    }

    SessionReport report() {
        var ended = end.get();
        return new SessionReport(
                id(),
                ended.isPresent() ? 0 : links.size(),
                traffic.entrySet().stream()
                        .map(each -> each.getValue().report(each.getKey()))
                        .toList(),
                ended.isPresent() ? Optional.empty() : measure(),
                idleSeconds(),
                refusals(),
                ended);
    }

    private Map<Passage, Long> refusals() {
        synchronized (refused) {
            return Map.copyOf(refused);
        }
    }

    private Optional<Long> measure() {
        roundTripMicros = links.stream()
                .map(Relay::roundTripMicros)
                .flatMap(Optional::stream)
                .findFirst();
        return roundTripMicros;
    }

    /** As it was when last reported, in microseconds. */
    Optional<Long> roundTripMicros() {
        return roundTripMicros;
    }

    /** Since the last key or pointer event. */
    long idleSeconds() {
        return Math.max(0, (clock.millis() - lastInputMillis) / 1_000);
    }

    /** Tells the person, where their client has words for it. */
    void tell(String sentence) {
        links.forEach(link -> link.tell(sentence));
    }

    int links() {
        return links.size();
    }
}
