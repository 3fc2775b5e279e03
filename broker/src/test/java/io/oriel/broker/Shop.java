package io.oriel.broker;

import io.oriel.broker.access.Access;
import io.oriel.broker.access.ChannelRules;
import io.oriel.broker.access.People;
import io.oriel.broker.access.Permissions;
import io.oriel.broker.access.PoolChannels;
import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.User;
import io.oriel.broker.session.Refusals;
import io.oriel.broker.session.Revocations;
import io.oriel.broker.session.Session;
import io.oriel.broker.session.SessionTracker;
import io.oriel.broker.session.Sessions;
import io.oriel.broker.ticket.ConsoleDoor;
import io.oriel.broker.ticket.Tickets;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.ca.MasterKey;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.TicketHash;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.PoolModule;
import io.oriel.pool.VmConsole;
import io.oriel.pool.VmPlace;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions and tickets over a real database, with VMs made up by the test. */
public final class Shop implements AutoCloseable {
    public static final UserId ALICE = new UserId("alice@internal");
    public static final UserId BOB = new UserId("bob@internal");

    private static final HostId HOST = new HostId(UUID.randomUUID());

    private final TestDatabase database = TestDatabase.create();
    private final Map<VmId, Vm> vms = new ConcurrentHashMap<>();
    public final Trust trust;
    public final PoolModule estate;
    public final JdbcClient jdbc = database.jdbc();
    public final InternalDirectory directory;
    public final Revocations revocations = new Revocations(jdbc, database.transaction());
    public final ChannelRules rules = new ChannelRules(jdbc);
    public final Sessions sessions = new Sessions(jdbc, database.transaction(), revocations);
    public final SessionTracker tracker;
    public final Tickets tickets;
    /** Every password that was set, in order. */
    public final List<Opened> opened = new CopyOnWriteArrayList<>();
    /** Every VM whose person came. */
    public final List<VmId> used = new CopyOnWriteArrayList<>();
    /** Which host has a VM or is about to have it. */
    public final Map<VmId, VmPlace> places = new ConcurrentHashMap<>();
    /** What the host answers from now on. */
    public volatile Outcome answer = new Outcome.Done();

    /** A password that was set. */
    public record Opened(VmId vm, ConsoleKind kind, String password, int seconds) {}

    public Shop(Path temp) {
        var master = MasterKey.openOrCreate(temp.resolve("secrets/master.key"));
        trust = Trust.open(database.source(), master, Clock.systemUTC());
        estate = PoolModule.open(
                database.source(),
                master,
                host -> {
                    throw new IllegalStateException("no host is dialled here");
                },
                Clock.systemUTC());
        directory = new InternalDirectory(temp.resolve("internal.ldif"));
        directory.add("alice", "", "alice-secret");
        directory.add("bob", "", "bob-secret");
        var refusals = new Refusals(
                jdbc,
                database.transaction(),
                estate.events(),
                vm -> Optional.ofNullable(vms.get(vm)).flatMap(Vm::pool).flatMap(estate.pools()::find));
        tracker = new SessionTracker(jdbc, database.transaction(), revocations, refusals, estate.events());
        var access = new Access(
                new Permissions(jdbc, () -> {}),
                new People(jdbc, Set.of()),
                _ -> Optional.empty(),
                new Directories(List.of(directory)),
                Set.of());
        tickets = new Tickets(
                jdbc,
                database.transaction(),
                sessions,
                new Tickets.Judge(
                        access,
                        vm -> Optional.ofNullable(vms.get(vm)),
                        (session, vm) -> PoolChannels.of(vm, estate.pools(), rules.refused(session, vm.pool())),
                        used::add),
                new ConsoleDoor(
                        (vm, kind) -> Optional.of(new VmConsole(HOST, kind, "127.0.0.1", 5901, false, "")),
                        vm -> Optional.ofNullable(places.get(vm)),
                        (vm, kind, password, seconds) -> {
                            opened.add(new Opened(vm, kind, password, seconds));
                            return answer;
                        },
                        new SecureRandom()),
                List.of("https://desk.example.org:8443"));
    }

    public TestDatabase database() {
        return database;
    }

    /** A running VM of this person. */
    public Vm vm(UserId user) {
        var vm = new Vm(
                new VmId(UUID.randomUUID()),
                "demo-1",
                Optional.empty(),
                new VmState.Up(Instant.now(), HOST),
                Optional.of(user),
                1,
                256,
                true,
                Optional.empty(),
                1);
        vms.put(vm.id(), vm);
        return vm;
    }

    /** A VM of the estate, as it stands. */
    public Vm known(VmId id) {
        var vm = estate.vms().find(id).orElseThrow();
        vms.put(id, vm);
        return vm;
    }

    /** Somebody else has it now. */
    public void reassign(Vm vm, UserId user) {
        vms.put(
                vm.id(),
                new Vm(
                        vm.id(),
                        vm.name(),
                        vm.pool(),
                        vm.state(),
                        Optional.of(user),
                        vm.vcpus(),
                        vm.memoryMiB(),
                        vm.stateless(),
                        vm.trouble(),
                        vm.version() + 1));
    }

    /** A gateway that has joined. */
    public UUID gateway() {
        var id = UUID.randomUUID();
        jdbc.sql("""
            insert into broker.gateway (id, name, public_name, port, enrolled_at, last_seen)
            values (:id, :name, 'desk.example.org', 8444, now(), now())\
            """).param("id", id).param("name", "gateway" + " " + id).update();
        return id;
    }

    public Session open(UserId user, Vm vm, UUID gateway, DisplayProtocol protocol) {
        return open(new User(user, "", Set.of(), false), vm, gateway, protocol);
    }

    /** A session of a person of these groups; an earlier one is taken over. */
    public Session open(User user, Vm vm, UUID gateway, DisplayProtocol protocol) {
        return switch (wish(user, vm, gateway, protocol, SecondViewer.TAKE_OVER)) {
            case Sessions.Opening.Opened(var session) -> session;
            case Sessions.Opening.Elsewhere elsewhere -> throw new IllegalStateException(elsewhere.toString());
        };
    }

    /** What becomes of the wish for a session. */
    public Sessions.Opening wish(User user, Vm vm, UUID gateway, DisplayProtocol protocol, SecondViewer second) {
        return sessions.open(user, vm, new Sessions.Route(gateway, protocol, "192.0.2.7"), second);
    }

    public static RedeemRequest shown(Ticket ticket, DisplayProtocol protocol) {
        return new RedeemRequest(TicketHash.of(ticket), protocol, "192.0.2.7");
    }

    @Override
    public void close() {
        estate.close();
        database.close();
    }
}
