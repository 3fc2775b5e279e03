package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.Offer;
import io.oriel.broker.operation.Target;
import io.oriel.broker.session.OpenSession;
import io.oriel.host.api.VmId;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.rig.Browsers;
import io.oriel.loadtest.rig.ConsolePage.Answer;
import io.oriel.loadtest.rig.GatewayProcess;
import io.oriel.loadtest.rig.Parts;
import io.oriel.loadtest.rig.Rig;
import io.oriel.pool.estate.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An administrator acts on a person's session through the control plane, the gateway and the browser's socket. */
class SessionCutTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final User ADMIN = new User(new UserId("admin@internal"), "admin", Set.of(), true);
    private static final Parts PARTS = new Parts();

    private static Rig rig;
    private static GatewayProcess gateway;
    private static Browsers browsers;

    @BeforeAll
    static void open() throws Exception {
        rig = PARTS.add(Rig.open(1));
        browsers = PARTS.add(new Browsers(rig.caPem()));
        gateway = PARTS.add(GatewayProcess.join(rig, rig.directory().resolve("gateway")));
        Await.until("the gateway answers", PATIENCE, () -> browsers.healthy(gateway));
    }

    @AfterAll
    static void close() throws Exception {
        PARTS.close();
    }

    @Test
    void aCutSessionsPersonIsToldAndADrainedGatewayGetsNoMore() throws Exception {
        // Given
        var pool = rig.pool("cut", 1, 1);
        var person = rig.people().getFirst();
        var desktop =
                Await.value("a desktop", PATIENCE, () -> switch (rig.connect(person, new Target.Pool(pool.id()))) {
                    case ConnectResult.Offered(var taken) -> Optional.of(taken.vm());
                    case ConnectResult.ComeBack(var taken, var _, var _) -> Optional.of(taken);
                    default -> Optional.<VmId>empty(); // the gateway has not reported yet
                });
        var offer = offer(person, new Target.Desktop(desktop));
        try (var page = browsers.open(gateway)) {
            assertThat(page.show(offer.ticket().value()).answer()).isEqualTo(new Answer.Display("RFB 003.008\n"));
            assertThat(rig.broker().sessions().list(ADMIN))
                    .extracting(OpenSession::gateway, OpenSession::clientAddress)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("gateway", "127.0.0.1"));
            // When
            rig.broker().sessions().cut(ADMIN, offer.session());
            // Then
            assertThat(page.ended()).isEqualTo(new Answer.Closed(4000, "REVOKED"));
            assertThat(rig.broker().sessions().list(ADMIN)).isEmpty();
        }
        // When
        rig.broker().gatewayAdmin().drain(ADMIN, "gateway", Duration.ofHours(1));
        // Then
        assertThat(rig.connect(person, new Target.Desktop(offer.vm()))).isInstanceOf(ConnectResult.NoGateway.class);
        // When
        rig.broker().gatewayAdmin().activate(ADMIN, "gateway");
        // Then
        assertThat(offer(person, new Target.Desktop(offer.vm())).session()).isNotEqualTo(offer.session());
    }

    private static Offer offer(User person, Target target) {
        return Await.value(
                "an offer",
                PATIENCE,
                () -> rig.connect(person, target) instanceof ConnectResult.Offered(var offer)
                        ? Optional.of(offer)
                        : Optional.empty());
    }
}
