package io.oriel.broker.operation;

import static io.oriel.broker.House.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.operation.DirectoryAdmin.Membership;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.VmId;
import io.oriel.pool.PoolEdit;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.event.Event;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the login to the ticket and back, on a simulated host. */
class ConnectTest {
    private static final String HOME = "192.0.2.1";

    @TempDir
    static Path temp;

    private static House house;
    private static User alice;
    private static User bob;
    private static User mallory;

    @BeforeAll
    static void open() {
        house = new House(temp);
        var people = house.broker.people();
        people.addGroup(ADMIN, "desktop-users");
        for (var name : List.of("alice", "bob", "mallory")) {
            people.addUser(ADMIN, name, "", name + "-secret");
        }
        people.addMember(ADMIN, new Membership("desktop-users", "alice", false));
        people.addMember(ADMIN, new Membership("desktop-users", "bob", false));
        alice = login("alice");
        bob = login("bob");
        mallory = login("mallory");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @BeforeEach
    void begin() {
        house.gateway();
    }

    @Test
    void shouldTakeAPreparedDesktopOfferATicketAndGiveItBack() throws Exception {
        // Given
        var pool = prepared("walk", 2, 1);
        var changes = new AtomicInteger();

        try (var watching = house.broker.desktops().watch(alice, changes::incrementAndGet)) {
            assertThat(watching).isNotNull();

            // When
            var offer = offered(alice, new Target.Pool(pool.id()));

            // Then
            assertThat(offer.title()).startsWith("walk-");
            assertThat(offer.gatewayName()).isEqualTo("desk.example.org");
            assertThat(offer.gatewayPort()).isEqualTo(8444);
            assertThat(offer.hostSubject()).isEqualTo("CN=desk.example.org");
            assertThat(offer.caPem()).isEqualTo(house.trust.caPem());
            assertThat(changes.get()).isPositive();

            var overview = house.broker.desktops().of(alice);
            assertThat(overview.desktops())
                    .filteredOn(desktop -> desktop.id().equals(offer.vm()))
                    .singleElement()
                    .satisfies(desktop -> {
                        assertThat(desktop.state()).isEqualTo("up");
                        assertThat(desktop.connectable()).isTrue();
                        assertThat(desktop.vnc()).isTrue();
                        assertThat(desktop.spice()).isFalse();
                        assertThat(desktop.wipedAfterUse()).isTrue();
                        assertThat(desktop.pool()).contains("walk");
                    });
            assertThat(overview.pools())
                    .filteredOn(offered -> offered.id().equals(pool.id()))
                    .singleElement()
                    .satisfies(offered -> assertThat(offered.mine()).isEqualTo(1));
            assertThat(house.broker.desktops().thumbnail(alice, offer.vm())).isPresent();
            assertThat(house.broker.desktops().thumbnail(bob, offer.vm())).isEmpty();

            // When
            var again = offered(alice, new Target.Desktop(offer.vm()));
            var spice = connect(alice, new Target.Desktop(offer.vm()), DisplayProtocol.SPICE);
            var givenBack = house.broker.giveBack().giveBack(alice, offer.vm());
            var twice = house.broker.giveBack().giveBack(alice, offer.vm());

            // Then
            assertThat(again.vm()).isEqualTo(offer.vm());
            assertThat(spice).isEqualTo(new ConnectResult.NoDisplay(offer.title(), DisplayProtocol.SPICE));
            assertThat(givenBack).isEqualTo(new GiveBackResult.GivenBack(offer.title()));
            assertThat(twice).isEqualTo(new GiveBackResult.NotYours());
            assertThat(house.broker.sessions().list(ADMIN))
                    .noneMatch(open -> open.session().vm().equals(offer.vm()));
            assertThat(house.estate.events().latest(200))
                    .extracting(Event::text)
                    .contains("ticket for " + offer.title() + " issued to alice@internal at " + HOME);
        }
    }

    @Test
    void A12_nobodySeesOrTakesWhatIsNotTheirs() {
        // Given
        var pool = prepared("private", 1, 1);
        var offer = offered(alice, new Target.Pool(pool.id()));

        // Then
        assertThat(connect(mallory, new Target.Pool(pool.id()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(connect(mallory, new Target.Desktop(offer.vm()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(connect(bob, new Target.Desktop(offer.vm()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(connect(alice, new Target.Desktop(new VmId(UUID.randomUUID())), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(connect(alice, new Target.Pool(PoolId.random()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(house.broker.giveBack().giveBack(bob, offer.vm())).isEqualTo(new GiveBackResult.NotYours());
        assertThat(house.broker.desktops().of(mallory).pools()).isEmpty();
        assertThat(house.broker.desktops().of(mallory).desktops()).isEmpty();
        house.broker.giveBack().giveBack(alice, offer.vm());
    }

    @Test
    void shouldSayThatTheLimitIsReachedOrThePoolIsEmpty() {
        // Given
        var pool = prepared("small", 1, 1);
        var offer = offered(alice, new Target.Pool(pool.id()));

        // Then
        assertThat(connect(alice, new Target.Pool(pool.id()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.LimitReached(1));
        assertThat(connect(bob, new Target.Pool(pool.id()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.PoolExhausted("small"));
        house.broker.giveBack().giveBack(alice, offer.vm());
    }

    @Test
    void shouldTakeNothingWhenNoGatewayIsThere() {
        // Given
        var pool = prepared("gateless", 1, 1);
        house.database()
                .jdbc()
                .sql("update broker.gateway set last_seen = now() - interval '1 hour'")
                .update();

        // When
        var result = connect(alice, new Target.Pool(pool.id()), DisplayProtocol.RFB);

        // Then
        assertThat(result).isEqualTo(new ConnectResult.NoGateway());
        assertThat(house.estate.pools().count(pool.id()).assigned()).isZero();
    }

    @Test
    void shouldEndWhatALockedPersonHasOpenAndRefuseMore() {
        // Given
        var pool = prepared("locked", 2, 2);
        house.broker.people().addUser(ADMIN, "carol", "", "carol-secret");
        house.broker.people().addMember(ADMIN, new Membership("desktop-users", "carol", false));
        var carol = login("carol");
        var offer = offered(carol, new Target.Pool(pool.id()));

        // When
        house.broker.people().lock(ADMIN, "carol");

        // Then
        assertThat(house.broker.sessions().list(ADMIN))
                .noneMatch(open -> open.session().id().equals(offer.session()));
        assertThat(connect(carol, new Target.Desktop(offer.vm()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(connect(carol, new Target.Pool(pool.id()), DisplayProtocol.RFB))
                .isEqualTo(new ConnectResult.NotEntitled());
        assertThat(house.broker.desktops().of(carol).pools()).isEmpty();
    }

    @Test
    void shouldGiveManyPeopleAtOnceOneDesktopEach() throws Exception {
        // Given
        int people = 6;
        int desktops = 3;
        var pool = prepared("rush", desktops, 1);
        var barrier = new CyclicBarrier(people);
        var calls = IntStream.range(0, people)
                .<Callable<ConnectResult>>mapToObj(number -> () -> {
                    var person = new User(
                            new io.oriel.pool.estate.UserId("rush" + number + "@internal"),
                            "",
                            java.util.Set.of("desktop-users@internal"),
                            true);
                    barrier.await();
                    return house.broker
                            .connect()
                            .connect(person, new Target.Pool(pool.id()), DisplayProtocol.RFB, HOME);
                })
                .toList();
        for (int number = 0; number < people; number++) {
            house.broker.people().addUser(ADMIN, "rush" + number, "", "rush-secret");
        }

        // When
        var got = new HashSet<VmId>();
        int exhausted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(calls)) {
                switch (result.get()) {
                    case ConnectResult.Offered(var offer) ->
                        assertThat(got.add(offer.vm())).isTrue();
                    case ConnectResult.ComeBack(var vm, var name, var eta) ->
                        assertThat(got.add(vm)).isTrue();
                    case ConnectResult.PoolExhausted(var name) -> exhausted++;
                    case ConnectResult other -> throw new AssertionError(other);
                }
            }
        }

        // Then
        assertThat(got).hasSize(desktops);
        assertThat(exhausted).isEqualTo(people - desktops);
    }

    @Test
    void shouldRefuseASecondViewerWhereThePoolSaysSo() {
        // Given
        var pool = prepared("single", 1, 1);
        var policy = pool.policy();
        house.broker
                .pools()
                .edit(
                        ADMIN,
                        "single",
                        new PoolEdit(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new PoolPolicy(
                                        policy.idle(),
                                        policy.onIdle(),
                                        policy.disconnected(),
                                        policy.onDisconnect(),
                                        policy.longestSession(),
                                        policy.refresh(),
                                        policy.refreshDays(),
                                        policy.unused(),
                                        policy.refusedChannels(),
                                        SecondViewer.REFUSE)),
                                Optional.empty()));
        var first = offered(alice, new Target.Pool(pool.id()));
        house.database()
                .jdbc()
                .sql("update broker.session set state = 'active', redeemed_at = now(), reported_at = now(),"
                        + " last_input_at = now() where id = :id")
                .param("id", first.session().value())
                .update();

        // When
        var second = connect(alice, new Target.Desktop(first.vm()), DisplayProtocol.RFB);

        // Then
        assertThat(second).isInstanceOfSatisfying(ConnectResult.OpenElsewhere.class, elsewhere -> {
            assertThat(elsewhere.name()).isEqualTo("single-1");
            assertThat(elsewhere.address()).isEqualTo(HOME);
        });
        assertThat(house.estate.events().latest(100))
                .extracting(Event::text)
                .contains(
                        "second viewer of single-1 for alice@internal at " + HOME + " refused: it is open at " + HOME);
        house.broker.giveBack().giveBack(alice, first.vm());
    }

    @Test
    void A13_onlyAdministratorsAdminister() {
        // Given
        var people = house.broker.people();

        // Then
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> people.users(alice),
                        () -> people.groups(alice),
                        () -> people.addUser(alice, "x", "", "secret"),
                        () -> people.setPassword(alice, "admin", "new-password"),
                        () -> people.lock(alice, "bob"),
                        () -> people.unlock(alice, "bob"),
                        () -> people.deleteUser(alice, "bob"),
                        () -> people.addGroup(alice, "x"),
                        () -> people.deleteGroup(alice, "desktop-users"),
                        () -> people.addMember(alice, new Membership("desktop-users", "mallory", false)),
                        () -> people.removeMember(alice, new Membership("desktop-users", "bob", false)),
                        () -> house.broker.channels().list(alice),
                        () -> house.broker.view().gateways(alice),
                        () -> house.broker.gatewayAdmin().drain(alice, "gateway", GatewayAdmin.USUAL_DRAIN),
                        () -> house.broker.gatewayAdmin().activate(alice, "gateway"))
                .forEach(forbidden -> assertThatThrownBy(forbidden)
                        .isInstanceOfSatisfying(
                                BrokerException.class,
                                fault -> assertThat(fault.code()).isEqualTo(BrokerException.Code.FORBIDDEN)));
        assertThatThrownBy(() -> house.broker.templates().importImage(alice, "x", house.image))
                .isInstanceOf(BrokerException.class);
        assertThat(house.broker.pools().list(alice)).isEmpty();
        assertThat(house.broker.templates().list(alice)).isEmpty();
        assertThat(house.broker.view().hosts(alice)).isEmpty();
    }

    private static ConnectResult connect(User user, Target target, DisplayProtocol protocol) {
        return house.broker.connect().connect(user, target, protocol, HOME);
    }

    /** Asks again while the desktop is starting, as the portal does. */
    private static Offer offered(User user, Target target) {
        var asked = new AtomicReference<>(target);
        var offer = new AtomicReference<Offer>();
        Await.until("an offer", () -> switch (connect(user, asked.get(), DisplayProtocol.RFB)) {
            case ConnectResult.Offered(var given) -> {
                offer.set(given);
                yield true;
            }
            case ConnectResult.ComeBack(var vm, var name, var eta) -> {
                asked.set(new Target.Desktop(vm));
                yield false;
            }
            case ConnectResult other -> throw new AssertionError("no offer: " + other);
        });
        return offer.get();
    }

    /** A pool with one desktop that is up. */
    private static Pool prepared(String name, int size, int maxPerUser) {
        var pool = house.pool(name, size, maxPerUser, "desktop-users@internal");
        Await.until(
                "a desktop of " + name + " is up",
                () -> house.estate.pools().count(pool.id()).ready() >= 1);
        return pool;
    }

    private static User login(String name) {
        var result = house.broker.login().login(name, "internal", name + "-secret", HOME);
        if (result instanceof LoginResult.Welcome(var user)) {
            return user;
        }
        throw new AssertionError("no login: " + result);
    }
}
