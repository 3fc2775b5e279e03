package io.oriel.display.rig;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.grant.Whereabouts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A control plane in memory: every ticket is good once, for its protocol. Answers on another thread, as the real one. */
public final class InMemoryGrants implements Grants {
    private record Issued(Grant grant, DisplayProtocol protocol, Supplier<ConsoleTarget> console) {}

    private final Map<TicketHash, Issued> tickets = new ConcurrentHashMap<>();
    private final Map<SessionId, Issued> sessions = new ConcurrentHashMap<>();
    private final Map<SessionId, Whereabouts> places = new ConcurrentHashMap<>();
    private final List<List<SessionReport>> reports = new CopyOnWriteArrayList<>();
    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final AtomicInteger redeemed = new AtomicInteger();
    private final AtomicInteger reopened = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean leaving;
    private volatile boolean forgetful;
    private volatile Optional<Receipt.Drain> drain = Optional.empty();

    /** A ticket for this grant; its console is asked for when it is redeemed, and again for each later link. */
    public void issue(Ticket ticket, Grant grant, Supplier<ConsoleTarget> console) {
        tickets.put(TicketHash.of(ticket), new Issued(grant, grant.console().protocol(), console));
    }

    /** Cannot be reached from now on, or can again. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** Reports and clients are not kept from now on, sessions only while they are open: for multitudes. */
    public void forget() {
        forgetful = true;
        reports.clear();
        clients.clear();
    }

    /** Sessions whose tickets were redeemed and of which no end was reported; only when forgetful. */
    public int open() {
        return sessions.size();
    }

    /** A session's desktop is at this address from now on, or about to be. */
    public void place(SessionId session, Whereabouts where) {
        places.put(session, where);
    }

    /** Closes a session: its console is not opened again. */
    public void close(SessionId session) {
        sessions.remove(session);
    }

    @Override
    public CompletionStage<Redemption> redeem(RedeemRequest request) {
        redeemed.incrementAndGet();
        if (!forgetful) {
            clients.add(request.clientAddress());
        }
        return CompletableFuture.supplyAsync(() -> {
            if (away) {
                return new Redemption.Unavailable("away");
            }
            var issued = tickets.get(request.ticket());
            if (issued == null
                    || issued.protocol() != request.protocol()
                    || !tickets.remove(request.ticket(), issued)) {
                return new Redemption.Refused();
            }
            var grant = issued.grant();
            sessions.put(grant.session(), issued);
            return new Redemption.Granted(new Grant(
                    grant.session(),
                    grant.title(),
                    issued.console().get(),
                    grant.policy(),
                    grant.origins(),
                    grant.maxChannels()));
        });
    }

    @Override
    public CompletionStage<Reopening> reopen(SessionId session) {
        reopened.incrementAndGet();
        return CompletableFuture.supplyAsync(() -> {
            if (away) {
                return new Reopening.Unavailable("away");
            }
            var issued = sessions.get(session);
            return issued == null
                    ? new Reopening.Closed()
                    : new Reopening.Opened(issued.console().get());
        });
    }

    @Override
    public CompletionStage<Whereabouts> whereabouts(SessionId session) {
        return CompletableFuture.supplyAsync(() -> away
                ? new Whereabouts.Unknown("away")
                : places.getOrDefault(
                        session,
                        sessions.containsKey(session)
                                ? new Whereabouts.Unknown("it does not run")
                                : new Whereabouts.Closed()));
    }

    @Override
    public CompletionStage<Receipt> report(GatewayReport taken) {
        if (away) {
            return CompletableFuture.completedFuture(new Receipt.Missed());
        }
        leaving = taken.leaving();
        if (forgetful) {
            taken.sessions().stream()
                    .filter(report -> report.closed().isPresent())
                    .forEach(report -> sessions.remove(report.session()));
        } else {
            reports.add(taken.sessions());
        }
        return CompletableFuture.completedFuture(new Receipt.Taken(drain));
    }

    /** Answers reports so from now on. */
    public void drain(Optional<Receipt.Drain> isDrained) {
        drain = isDrained;
    }

    /** Whether the gateway last said that it is about to stop. */
    public boolean leaving() {
        return leaving;
    }

    /** All reports taken, oldest first. */
    public List<List<SessionReport>> reports() {
        return reports;
    }

    /** The addresses from which tickets were shown. */
    public List<String> clients() {
        return clients;
    }

    /** How often a ticket was shown. */
    public int redeemed() {
        return redeemed.get();
    }

    /** How often a console was asked for again. */
    public int reopened() {
        return reopened.get();
    }
}
