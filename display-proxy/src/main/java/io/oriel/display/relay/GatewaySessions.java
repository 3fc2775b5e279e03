package io.oriel.display.relay;

import io.netty.util.concurrent.EventExecutor;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.TicketHash;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The sessions that live on this gateway, and the ended ones of which the control plane has not yet heard. Any thread.
 */
public final class GatewaySessions {
    /** Ended sessions remembered while the control plane is away; beyond it the control plane learns by their absence. */
    private static final int MOST_ENDED = 20_000;

    private static final String LEAVING =
            "This gateway is being emptied. Save your work; connect again when the display closes.";

    private static final long REVOKED_REMEMBERED_MILLIS = 60_000;

    private record Revoked(CloseReason reason, long atMillis) {}

    private final Grants grants;
    private final InstantSource clock;
    private final PublicAddress gateway;
    private final ConcurrentHashMap<SessionId, GatewaySession> live = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<TicketHash, GatewaySession> byTicket = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<SessionId, GatewaySession> ended = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<SessionId, Revoked> revoked = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, Traffic> endedTraffic = new ConcurrentHashMap<>();
    private volatile boolean draining;
    private volatile boolean leaving;
    private final Map<Passage, LongAdder> refused = new EnumMap<>(Passage.class);

    /** @param gateway how clients know it */
    public GatewaySessions(Grants grants, InstantSource clock, PublicAddress gateway) {
        this.grants = grants;
        this.clock = clock;
        this.gateway = gateway;
        for (var passage : Passage.values()) {
            refused.put(passage, new LongAdder());
        }
    }

    /**
     * Calls back, on any thread and quickly, whenever a session opens or ends, policy refuses something for the first
     * time, or somebody is back after a pause.
     */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    PublicAddress gateway() {
        return gateway;
    }

    Grants grants() {
        return grants;
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }

    void refused(Passage passage) {
        count(passage).increment();
    }

    /** How often policy has kept this from passing: links of channels, messages of the agent, texts that were cut. */
    public long refusals(Passage passage) {
        return count(passage).sum();
    }

    private LongAdder count(Passage passage) {
        return Objects.requireNonNull(refused.get(passage));
    }

    /** A ticket was redeemed. The session may already have ended, if its end was faster than its grant. */
    GatewaySession open(TicketHash ticket, Grant grant, EventExecutor home) {
        var session = new GatewaySession(ticket, grant, this, home, clock);
        live.put(session.id(), session);
        byTicket.put(ticket, session);
        var early = revoked.get(session.id());
        if (early != null) {
            session.end(early.reason());
        }
        changed();
        return session;
    }

    /** The live session a later link belongs to: both its ticket and its console's number must be right. */
    Optional<GatewaySession> find(TicketHash ticket, int consoleNumber) {
        return Optional.ofNullable(byTicket.get(ticket)).filter(session -> {
            var number = session.number();
            return session.lives() && number.isPresent() && number.getAsInt() == consoleNumber;
        });
    }

    /** The live session whose client was told to begin anew, with the ticket it has. */
    Optional<GatewaySession> expecting(TicketHash ticket) {
        return Optional.ofNullable(byTicket.get(ticket))
                .filter(session -> session.lives() && session.moves().expected());
    }

    /** Ends one session now; a session not yet here is refused when it comes within a minute. */
    public void revoke(SessionId id, CloseReason reason) {
        var now = clock.millis();
        revoked.values().removeIf(entry -> now - entry.atMillis() > REVOKED_REMEMBERED_MILLIS);
        revoked.put(id, new Revoked(reason, now));
        var session = live.get(id);
        if (session != null) {
            session.end(reason);
        }
    }

    /** Ends every session. */
    public void endAll(CloseReason reason) {
        live.values().forEach(session -> session.end(reason));
    }

    void ended(GatewaySession session) {
        if (ended.size() < MOST_ENDED) {
            ended.put(session.id(), session); // before it leaves the live ones, so that no report misses it
        }
        live.remove(session.id(), session);
        byTicket.remove(session.ticket(), session);
        session.traffic()
                .forEach((channel, traffic) -> endedTraffic
                        .computeIfAbsent(channel, _ -> new Traffic())
                        .add(traffic));
        changed();
    }

    /** All live sessions and the ended ones not yet told. */
    public List<SessionReport> reports() {
        return Stream.concat(live.values().stream(), ended.values().stream())
                .distinct()
                .map(GatewaySession::report)
                .toList();
    }

    /** The control plane has taken these reports: the ended ones need not be told again. */
    public void told(List<SessionReport> reports) {
        reports.stream()
                .filter(report -> report.closed().isPresent())
                .forEach(report -> ended.remove(report.session()));
    }

    /** Live sessions. */
    public int size() {
        return live.size();
    }

    /** Live links of all sessions. */
    public int links() {
        return live.values().stream().mapToInt(GatewaySession::links).sum();
    }

    /** Bytes of this kind of channel relayed to clients since the start. */
    public long toClients(String channel) {
        return sum(channel, Traffic::toClient);
    }

    /** Bytes of this kind of channel relayed to desktops since the start. */
    public long toDesktops(String channel) {
        return sum(channel, Traffic::toDesktop);
    }

    private long sum(String channel, Function<Traffic, LongAdder> direction) {
        return Stream.concat(Stream.of(endedTraffic), live.values().stream().map(GatewaySession::traffic))
                .map(traffic -> traffic.get(channel))
                .filter(Objects::nonNull)
                .mapToLong(traffic -> direction.apply(traffic).sum())
                .sum();
    }

    /** Live sessions whose person has neither typed nor pointed for so long. */
    public long idle(Duration atLeast) {
        return live.values().stream()
                .filter(session -> session.idleSeconds() >= atLeast.toSeconds())
                .count();
    }

    /** The round trips of the live sessions as they were when last reported, in microseconds, shortest first. */
    public long[] roundTrips() {
        return live.values().stream()
                .map(GatewaySession::roundTripMicros)
                .flatMap(Optional::stream)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }

    /** The control plane empties this gateway, or no longer. Everybody at a desktop is told once, when it begins. */
    public void drain(boolean isDraining) {
        if (isDraining && !draining) {
            tellAll();
        }
        draining = isDraining;
    }

    /** The gateway is about to stop. Everybody is told, the control plane with the next report. */
    public void leave() {
        leaving = true;
        tellAll();
        changed();
    }

    private void tellAll() {
        live.values().forEach(session -> session.tell(LEAVING));
    }

    /** Whether no new sessions are to come. */
    public boolean draining() {
        return draining || leaving;
    }

    /** Whether that is because the gateway is about to stop. */
    public boolean leaving() {
        return leaving;
    }
}
