package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.Target;
import io.oriel.display.grant.Ticket;
import io.oriel.host.api.VmId;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.rig.Browsers;
import io.oriel.loadtest.rig.ConsolePage;
import io.oriel.loadtest.rig.ConsolePage.Answer;
import io.oriel.loadtest.rig.ConsolePage.Shown;
import io.oriel.loadtest.rig.GatewayProcess;
import io.oriel.loadtest.rig.Parts;
import io.oriel.loadtest.rig.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One ticket at two gateways at the same moment. {@code -Doriel.rounds=N} repeats it, 10 times unless told. */
class TicketRaceTest {
    private static final int ROUNDS = Math.clamp(Integer.getInteger("oriel.rounds", 10), 1, 1000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SECONDS = 20;

    private static final Parts PARTS = new Parts();

    private static Rig rig;
    private static GatewayProcess left;
    private static GatewayProcess right;
    private static Browsers browsers;

    @BeforeAll
    static void open() throws Exception {
        rig = PARTS.add(Rig.open(1));
        browsers = PARTS.add(new Browsers(rig.caPem()));
        left = PARTS.add(GatewayProcess.join(rig, rig.directory().resolve("left")));
        awaitHealthy(left);
        right = PARTS.add(left.twin(rig, rig.directory().resolve("right")));
        awaitHealthy(right);
    }

    @AfterAll
    static void close() throws Exception {
        PARTS.close();
    }

    @Test
    void A8_oneTicketTwoGatewayProcessesOneWins() throws Exception {
        // Given
        var pool = rig.pool("tickets", 1, 1);
        var person = rig.people().getFirst();
        var desktop = take(person, new Target.Pool(pool.id()));
        int overlapping = 0;

        for (int round = 1; round <= ROUNDS; round++) {
            var ticket = ticket(person, desktop);

            // When
            var shown = race(ticket);

            // Then
            assertThat(shown)
                    .as("round %d", round)
                    .extracting(Shown::answer)
                    .containsExactlyInAnyOrder(
                            new Answer.Display("RFB 003.008\n"), new Answer.Closed(4003, "TICKET_REFUSED"));
            overlapping += shown.getFirst().overlaps(shown.getLast()) ? 1 : 0;
        }
        assertThat(overlapping)
                .as("rounds of %d in which both were on their way at once", ROUNDS)
                .isGreaterThanOrEqualTo(ROUNDS - ROUNDS / 10);
    }

    private static List<Shown> race(Ticket ticket) throws Exception {
        var barrier = new CyclicBarrier(2);
        try (var one = browsers.open(left);
                var other = browsers.open(right);
                var threads = Executors.newFixedThreadPool(2)) {
            var first = threads.submit(showing(one, ticket, barrier));
            var second = threads.submit(showing(other, ticket, barrier));
            return List.of(first.get(), second.get());
        }
    }

    private static Callable<Shown> showing(ConsolePage page, Ticket ticket, CyclicBarrier barrier) {
        return () -> {
            barrier.await(SECONDS, TimeUnit.SECONDS);
            return page.show(ticket.value());
        };
    }

    /** The desktop a person gets, whether it runs already or not. */
    private static VmId take(User person, Target target) {
        return Await.value("a desktop", PATIENCE, () -> switch (rig.connect(person, target)) {
            case ConnectResult.Offered(var offer) -> Optional.of(offer.vm());
            case ConnectResult.ComeBack(var vm, var _, var _) -> Optional.of(vm);
            case ConnectResult.NoGateway _ -> Optional.<VmId>empty(); // it has not reported yet
            case ConnectResult.LimitReached _,
                    ConnectResult.PoolExhausted _,
                    ConnectResult.NotEntitled _,
                    ConnectResult.NotRunning _,
                    ConnectResult.OpenElsewhere _,
                    ConnectResult.NoDisplay _ -> throw new AssertionError("no desktop to be had");
        });
    }

    /** A new ticket for the running desktop. */
    private static Ticket ticket(User person, VmId desktop) {
        return Await.value(
                "a ticket",
                PATIENCE,
                () -> rig.connect(person, new Target.Desktop(desktop)) instanceof ConnectResult.Offered(var offer)
                        ? Optional.of(offer.ticket())
                        : Optional.empty());
    }

    private static void awaitHealthy(GatewayProcess gateway) {
        try {
            Await.until("the gateway answers", PATIENCE, () -> browsers.healthy(gateway));
        } catch (AssertionError e) {
            throw new AssertionError("the gateway said:\n" + gateway.said(), e);
        }
    }
}
