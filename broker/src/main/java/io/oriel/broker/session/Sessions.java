package io.oriel.broker.session;

import io.oriel.broker.directory.User;
import io.oriel.display.grant.ChannelReport;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.SessionId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sessions' rows. At most one is open per person and VM.
 *
 * <p>Closing writes a revocation in the same transaction, so that no gateway can miss it. Works inside the caller's
 * transaction if there is one.
 */
public final class Sessions {
    /** Whoever is back so soon has not been away: the page was loaded anew, the line was cut. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    /** Gateways report every five seconds. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String SELECT = """
            select *, extract(epoch from coalesce(closed_at, now()) - began_at)::bigint as lasted,
                extract(epoch from coalesce(closed_at, now()) - last_input_at)::bigint as idle
            from broker.session
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Revocations revocations;

    public Sessions(JdbcClient jdbc, TransactionTemplate transaction, Revocations revocations) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.revocations = revocations;
    }

    /** Where a new session is to run. */
    public record Route(UUID gateway, DisplayProtocol protocol, String clientAddress) {}

    /** How the wish for a session ended. */
    public sealed interface Opening {

        /** It is open, and the only one of this person and VM. */
        record Opened(Session session) implements Opening {}

        /**
         * There is one already, and it goes on.
         *
         * @param since when its viewer came
         * @param address where its viewer is, as the gateway saw it
         */
        record Elsewhere(Instant since, String address) implements Opening {}
    }

    /**
     * Opens a session, unless there is one that is looked at and {@code second} says that it stays. An older one of the
     * same person and VM ends with {@link CloseReason#TAKEN_OVER}.
     */
    public Opening open(User user, Vm vm, Route route, SecondViewer second) {
        return transaction.execute(status -> {
            queue(user.id(), vm.id());
            return switch (second) {
                case TAKE_OVER -> takeOver(user, vm, route);
                case REFUSE ->
                    elsewhere(user.id(), vm.id()).<Opening>map(it -> it).orElseGet(() -> takeOver(user, vm, route));
            };
        });
    }

    /**
     * Where this person looks at this VM now. Waits for a gateway that is just redeeming; a session whose gateway has
     * fallen silent does not keep its person out.
     */
    private Optional<Opening.Elsewhere> elsewhere(UserId user, VmId vm) {
        return jdbc
                .sql("""
                        select state, redeemed_at, reported_at > now() - make_interval(secs => :silent) as heard,
                            coalesce((select max(used_by) from broker.ticket
                                where session_id = s.id and used_at is not null), client_address) as address
                        from broker.session s
                        where user_id = :user and vm_id = :vm and state <> 'closed' for update""")
                .param("silent", SILENT.toSeconds())
                .param("user", user.value())
                .param("vm", vm.value())
                .query((row, number) -> row.getString("state").equals("active") && row.getBoolean("heard")
                        ? Optional.of(new Opening.Elsewhere(
                                row.getTimestamp("redeemed_at").toInstant(), row.getString("address")))
                        : Optional.<Opening.Elsewhere>empty())
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Opening takeOver(User user, Vm vm, Route route) {
        close(user.id(), vm.id(), CloseReason.TAKEN_OVER);
        var id = new SessionId(UUID.randomUUID());
        jdbc.sql("""
                            insert into broker.session
                                (id, user_id, groups, vm_id, vm_name, gateway_id, protocol, client_address, state,
                                 began_at)
                            values (:id, :user, :groups, :vm, :name, :gateway, :protocol, :address, 'pending',
                                coalesce((select began_at from broker.session
                                    where user_id = :user and vm_id = :vm and redeemed_at is not null
                                      and closed_at > now() - make_interval(secs => :pause)
                                      and close_reason not in ('REVOKED', 'GIVEN_BACK')
                                    order by opened_at desc limit 1), now()))""")
                .param("pause", PAUSE.toSeconds())
                .param("id", id.value())
                .param("user", user.id().value())
                .param("groups", user.groups().toArray(String[]::new))
                .param("vm", vm.id().value())
                .param("name", vm.name())
                .param("gateway", route.gateway())
                .param("protocol", route.protocol().name())
                .param("address", route.clientAddress())
                .update();
        return new Opening.Opened(find(id).orElseThrow());
    }

    /** Ends the session of this person with this VM, and tells its gateway. */
    public void close(UserId user, VmId vm, CloseReason reason) {
        close("user_id = :user and vm_id = :vm", reason, Map.of("user", user.value(), "vm", vm.value()));
    }

    /** Ends every session of a person. */
    public void closeAllOf(UserId user, CloseReason reason) {
        close("user_id = :user", reason, Map.of("user", user.value()));
    }

    /** Ends one session; false when it was not open. */
    public boolean close(SessionId id, CloseReason reason) {
        return close("id = :id", reason, Map.of("id", id.value())) == 1;
    }

    /** A session by its id. */
    public Optional<Session> find(SessionId id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id.value())
                .query(Sessions::read)
                .optional();
    }

    /** Sessions that are not closed, oldest first. */
    public List<OpenSession> open() {
        return jdbc.sql(SELECT
                        + "join (select id as gateway, name as gateway_name from broker.gateway) g on gateway = gateway_id "
                        + "where state <> 'closed' order by opened_at")
                .query(Sessions::readOpen)
                .list();
    }

    /**
     * Marks a pending session as carried by its gateway. Called inside the transaction that uses the ticket.
     *
     * @param clientAddress who showed the ticket
     */
    public void redeemed(SessionId id, String clientAddress) {
        jdbc.sql("""
                        update broker.session set state = 'active', redeemed_at = now(), reported_at = now(),
                            last_input_at = now(), client_address = :client
                        where id = :id and state = 'pending'""").param("client", clientAddress).param("id", id.value()).update();
    }

    /** The session, if it is open and this gateway redeemed it. */
    public Optional<Session> carriedBy(UUID gateway, SessionId id) {
        return jdbc.sql(SELECT
                        + "where id = :id and gateway_id = :gateway and redeemed_at is not null and state <> 'closed'")
                .param("id", id.value())
                .param("gateway", gateway)
                .query(Sessions::read)
                .optional();
    }

    /** Two people's clicks on the same desktop come one after the other; the unique index would refuse one instead. */
    void queue(UserId user, VmId vm) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:pair, 0))")
                .param("pair", "session " + user + " " + vm)
                .query((row, number) -> number)
                .list();
    }

    private int close(String which, CloseReason reason, Map<String, Object> values) {
        return Objects.requireNonNull(transaction.execute(status -> {
            var closings = jdbc.sql("""
                        update broker.session set state = 'closed', closed_at = now(), close_reason = :reason
                        where state <> 'closed' and %s
                        returning id, gateway_id""".formatted(which))
                    .param("reason", reason.name())
                    .params(values)
                    .query((row, number) -> new Closing(
                            new SessionId(row.getObject("id", UUID.class)), row.getObject("gateway_id", UUID.class)))
                    .list();
            closings.forEach(closing -> revocations.add(closing.gateway(), closing.session(), reason));
            return closings.size();
        }));
    }

    private record Closing(SessionId session, UUID gateway) {}

    private static OpenSession readOpen(ResultSet row, int number) throws SQLException {
        return new OpenSession(
                read(row, number),
                row.getObject("opened_at", OffsetDateTime.class),
                row.getString("gateway_name"),
                row.getString("client_address"),
                Optional.ofNullable(row.getObject("round_trip_micros", Long.class))
                        .map(micros -> Duration.ofNanos(micros * 1_000)),
                JSON.readValue(row.getString("channels"), new TypeReference<List<ChannelReport>>() {}));
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(Math.max(0, count));
    }

    static Session read(ResultSet row, int number) throws SQLException {
        var reason = row.getString("close_reason");
        return new Session(
                new SessionId(row.getObject("id", UUID.class)),
                new UserId(row.getString("user_id")),
                new VmId(row.getObject("vm_id", UUID.class)),
                row.getString("vm_name"),
                row.getObject("gateway_id", UUID.class),
                DisplayProtocol.valueOf(row.getString("protocol")),
                switch (row.getString("state")) {
                    case "pending" -> new SessionState.Pending();
                    case "active" -> new SessionState.Active();
                    default -> new SessionState.Closed(CloseReason.valueOf(String.valueOf(reason)));
                },
                seconds(row.getLong("lasted")),
                Optional.ofNullable(row.getObject("idle", Long.class)).map(Sessions::seconds));
    }
}
