package io.oriel.broker.ticket;

import io.oriel.broker.access.Access;
import io.oriel.broker.session.Session;
import io.oriel.broker.session.Sessions;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.TicketHash;
import io.oriel.display.grant.Whereabouts;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One-time tickets. The database keeps their hashes; the row decides who redeems, by the database's clock.
 *
 * <p>Redeeming holds the ticket's and the session's row while the display is opened: of two gateways that show a ticket at
 * once the second waits, and then finds it used.
 */
public final class Tickets {
    /** How long a ticket may wait for its use. */
    public static final Duration VALID = Duration.ofSeconds(120);

    private static final Logger log = LoggerFactory.getLogger(Tickets.class);
    private static final int SPICE_CHANNELS = 24;

    /** Each holds a database connection while its host is asked; a host that hangs must not take them all. */
    private static final int AT_ONCE = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Sessions sessions;
    private final Judge judge;
    private final ConsoleDoor door;
    private final List<String> origins;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore redeeming = new Semaphore(AT_ONCE, true);

    /** @param origins the portal's origins a browser client may come from */
    public Tickets(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Sessions sessions,
            Judge judge,
            ConsoleDoor door,
            List<String> origins) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sessions = sessions;
        this.judge = judge;
        this.door = door;
        this.origins = List.copyOf(origins);
    }

    /**
     * Asks anew, when a ticket is shown, whether its person may see the VM.
     *
     * @param channels what may pass between a session's person and the VM
     * @param used told, in the transaction that uses the ticket, that the VM's person has come
     */
    public record Judge(
            Access access,
            Function<VmId, Optional<Vm>> vms,
            BiFunction<SessionId, Vm, ChannelPolicy> channels,
            Consumer<VmId> used) {
        Optional<Vm> permitted(UserId user, VmId vm) {
            return vms.apply(vm).filter(found -> access.maySee(user, found));
        }
    }

    /** A new ticket for a session; an unused one it had before is worth nothing from now on. */
    public Ticket issue(Session session) {
        var ticket = Ticket.random(random);
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from broker.ticket where session_id = :session and used_at is null")
                    .param("session", session.id().value())
                    .update();
            jdbc.sql("""
                            insert into broker.ticket (hash, session_id, vm_id, protocol, gateway_id, expires_at)
                            values (:hash, :session, :vm, :protocol, :gateway, now() + make_interval(secs => :valid))""")
                    .param("hash", TicketHash.of(ticket).value())
                    .param("session", session.id().value())
                    .param("vm", session.vm().value())
                    .param("protocol", session.protocol().name())
                    .param("gateway", session.gateway())
                    .param("valid", VALID.toSeconds())
                    .update();
        });
        return ticket;
    }

    /** A gateway shows a ticket's hash. */
    public Redemption redeem(UUID gateway, RedeemRequest request) {
        try {
            if (!redeeming.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return new Redemption.Unavailable("too many displays are being opened now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Redemption.Unavailable("the control plane is going down");
        }
        try {
            return transaction.execute(status -> use(gateway, request, status));
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("gateway", gateway).setCause(e).log("ticket could not be redeemed");
            return new Redemption.Unavailable("the desktop's display cannot be opened now");
        } finally {
            redeeming.release();
        }
    }

    /** A gateway asks for the console of a session it carries. */
    public Reopening reopen(UUID gateway, SessionId id) {
        try {
            return sessions.carriedBy(gateway, id)
                    .filter(session ->
                            judge.permitted(session.user(), session.vm()).isPresent())
                    .map(session -> switch (door.open(id, session.vm(), session.protocol())) {
                        case Opening.Opened(var console) -> new Reopening.Opened(console);
                        case Opening.Failed(var why) -> new Reopening.Unavailable(why);
                    })
                    .orElseGet(Reopening.Closed::new);
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("session", id).setCause(e).log("display could not be opened again");
            return new Reopening.Unavailable("the desktop's display cannot be opened now");
        }
    }

    /** A gateway asks which host has the desktop of a session it carries, or is about to have it. */
    public Whereabouts whereabouts(UUID gateway, SessionId id) {
        try {
            return sessions.carriedBy(gateway, id)
                    .filter(session ->
                            judge.permitted(session.user(), session.vm()).isPresent())
                    .map(session -> door.place(session.vm())
                            .<Whereabouts>map(place -> new Whereabouts.At(place.address(), place.pin()))
                            .orElseGet(() -> new Whereabouts.Unknown("the desktop does not run")))
                    .orElseGet(Whereabouts.Closed::new);
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("session", id).setCause(e).log("desktop could not be looked for");
            return new Whereabouts.Unknown("the desktop cannot be looked for now");
        }
    }

    private Redemption use(UUID gateway, RedeemRequest request, TransactionStatus status) {
        var held = hold(gateway, request);
        var vm = held.flatMap(session -> judge.permitted(session.user(), session.vm()));
        if (held.isEmpty() || vm.isEmpty()) {
            return new Redemption.Refused();
        }
        var session = held.get();
        return switch (door.openFirst(session.id(), session.vm(), session.protocol())) {
            case Opening.Failed(var why) -> {
                status.setRollbackOnly(); // the ticket is still good
                yield new Redemption.Unavailable(why);
            }
            case Opening.Opened(var console) -> {
                jdbc.sql("update broker.ticket set used_at = now(), used_by = :by where hash = :hash")
                        .param("by", request.clientAddress())
                        .param("hash", request.ticket().value())
                        .update();
                sessions.redeemed(session.id(), request.clientAddress());
                judge.used().accept(session.vm());
                yield new Redemption.Granted(new Grant(
                        session.id(),
                        session.vmName(),
                        console,
                        judge.channels().apply(session.id(), vm.get()),
                        origins,
                        channels(session.protocol())));
            }
        };
    }

    /** Finds and holds the ticket and its session, if the ticket is good for this gateway, protocol and client. */
    private Optional<Session> hold(UUID gateway, RedeemRequest request) {
        return jdbc.sql("""
                        select t.session_id
                        from broker.ticket t join broker.session s on s.id = t.session_id
                        where t.hash = :hash and t.gateway_id = :gateway and t.protocol = :protocol
                          and t.used_at is null and t.expires_at > now() and s.state = 'pending'
                          and (t.client_ip is null or t.client_ip = :client)
                        for no key update of t, s""")
                .param("hash", request.ticket().value())
                .param("gateway", gateway)
                .param("protocol", request.protocol().name())
                .param("client", request.clientAddress())
                .query(UUID.class)
                .optional()
                .flatMap(id -> sessions.find(new SessionId(id)));
    }

    private static int channels(DisplayProtocol protocol) {
        return switch (protocol) {
            case SPICE -> SPICE_CHANNELS;
            case RFB -> 1;
        };
    }
}
