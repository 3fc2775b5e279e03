package io.oriel.broker.operation;

import static io.oriel.broker.House.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.DirectoryAdmin.Membership;
import io.oriel.broker.session.OpenSession;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.control.ControlClient;
import io.oriel.display.control.HttpGrants;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.SessionReport;
import io.oriel.display.grant.TicketHash;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool's policy from its row to the gateway and to the guest: real control port, real loop, a simulated host. */
class PolicyStoryTest {
    private static final String HOME = "192.0.2.1";

    @TempDir
    static Path temp;

    private static House house;
    private static User alice;
    private static ControlClient control;
    private static HttpGrants gateway;

    @BeforeAll
    static void open() {
        house = new House(temp);
        var people = house.broker.people();
        people.addGroup(ADMIN, "desktop-users");
        people.addUser(ADMIN, "alice", "", "alice-secret");
        people.addMember(ADMIN, new Membership("desktop-users", "alice", false));
        alice = ((LoginResult.Welcome) house.broker.login().login("alice", "internal", "alice-secret", HOME)).user();
        var tls = temp.resolve("gateway");
        Enrolment.join(
                house.broker.joins().forGateway(house.gateway(), house.control()),
                tls,
                List.of("gateway", "public"),
                "hardware");
        control =
                new ControlClient(house.control(), TlsMaterial.load(tls.resolve("gateway.pem"), tls.resolve("ca.pem")));
        gateway = new HttpGrants(control);
    }

    @AfterAll
    static void close() {
        control.close();
        house.close();
    }

    @Test
    void shouldTellTheGatewayWhatMayPassLockTheIdleAndLogOutTheAbsent() throws Exception {
        // Given
        var pool = house.pool("guarded", 1, 1, "desktop-users@internal");
        rule(
                pool,
                "idle = 600, on_idle = 'lock', disconnected = 1200, on_disconnect = 'log_out', refused_channels = '{usb,clipboard_out}'");
        var offer = offered(pool);
        assertThat(came(offer)).isFalse();

        // When
        var grant = redeemed(offer);

        // Then
        assertThat(grant.policy().usb()).isFalse();
        assertThat(grant.policy().clipboardToClient()).isFalse();
        assertThat(grant.policy().clipboardToDesktop()).isTrue();
        assertThat(grant.policy().playback()).isTrue();
        assertThat(came(offer)).isTrue();

        // When: ten minutes without a key
        longAgo("last_input_at = last_input_at - interval '10 minutes'", offer);
        report(offer, 600, Optional.empty());
        // Then
        told("vm " + offer.title() + " of alice@internal is to be locked: nobody has typed or pointed for 10 min");
        settled(offer);
        assertThat(house.broker.sessions().list(ADMIN))
                .extracting(OpenSession::session)
                .filteredOn(it -> it.id().equals(offer.session()))
                .singleElement()
                .satisfies(it -> assertThat(it.idle())
                        .hasValueSatisfying(
                                idle -> assertThat(idle).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15))));

        // When: they leave, twenty minutes go by
        report(offer, 0, Optional.of(CloseReason.CLIENT_CLOSED));
        longAgo("closed_at = closed_at - interval '20 minutes'", offer);
        house.database()
                .jdbc()
                .sql("update pool.vm set state_since = state_since - interval '1 hour'")
                .update();
        // Then
        told("vm " + offer.title() + " of alice@internal is to be logged out of: nobody has been connected for 20 min");
        settled(offer);
        assertThat(house.estate.vms().find(offer.vm()).orElseThrow().trouble()).isEmpty();
        assertThat(house.estate.vms().of(alice.id())).extracting(it -> it.id()).contains(offer.vm());
    }

    private static void rule(Pool pool, String rules) {
        house.database()
                .jdbc()
                .sql("update pool.pool set " + rules + " where id = :id")
                .param("id", pool.id().value())
                .update();
    }

    private static void longAgo(String what, Offer offer) {
        house.database()
                .jdbc()
                .sql("update broker.session set opened_at = opened_at, " + what + " where id = :id")
                .param("id", offer.session().value())
                .update();
    }

    private static boolean came(Offer offer) {
        return house.database()
                .jdbc()
                .sql("select used_at is not null from pool.vm where id = :id")
                .param("id", offer.vm().value())
                .query(Boolean.class)
                .single();
    }

    private static void report(Offer offer, long idle, Optional<CloseReason> closed) throws Exception {
        var report = new SessionReport(
                offer.session(), closed.isPresent() ? 0 : 1, List.of(), Optional.empty(), idle, Map.of(), closed);
        assertThat(gateway.report(new GatewayReport(false, List.of(report)))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
                .isInstanceOf(Receipt.Taken.class);
    }

    private static Grant redeemed(Offer offer) throws Exception {
        var shown = new RedeemRequest(TicketHash.of(offer.ticket()), DisplayProtocol.RFB, HOME);
        return ((Redemption.Granted) gateway.redeem(shown).toCompletableFuture().get(30, TimeUnit.SECONDS)).grant();
    }

    private static void told(String event) {
        Await.until(
                event + ", but: " + house.estate.events().latest(20),
                () -> house.estate.events().latest(100).stream()
                        .map(Event::text)
                        .anyMatch(event::equals));
    }

    /** The guest was told, and the host's answer has come. */
    private static void settled(Offer offer) {
        Await.until(
                "nothing more to be done",
                () -> house.database()
                        .jdbc()
                        .sql("select errand is null and command_id is null from pool.vm where id = :id")
                        .param("id", offer.vm().value())
                        .query(Boolean.class)
                        .single());
    }

    private static Offer offered(Pool pool) {
        var asked = new AtomicReference<Target>(new Target.Pool(pool.id()));
        var offer = new AtomicReference<Offer>();
        Await.until(
                "an offer",
                () -> switch (house.broker.connect().connect(alice, asked.get(), DisplayProtocol.RFB, HOME)) {
                    case ConnectResult.Offered(var given) -> {
                        offer.set(given);
                        yield true;
                    }
                    case ConnectResult.ComeBack(var vm, var _, var _) -> {
                        asked.set(new Target.Desktop(vm));
                        yield false;
                    }
                    case ConnectResult refused -> throw new AssertionError("no offer: " + refused);
                });
        return offer.get();
    }
}
