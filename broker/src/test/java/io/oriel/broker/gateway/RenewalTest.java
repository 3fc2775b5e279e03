package io.oriel.broker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.BrokerSettings;
import io.oriel.broker.House;
import io.oriel.broker.trust.Lifetimes;
import io.oriel.certs.Pem;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.Renewal;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.Pins;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.http.AgentServer;
import io.oriel.host.http.Journal;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that live for seconds, renewed while commands run. */
class RenewalTest {
    private static final int COMMANDS = 1_000;
    private static final Duration LIFETIME = Duration.ofSeconds(15);
    private static final Duration PACE = Duration.ofMillis(30);

    @TempDir
    static Path temp;

    @Test
    void shouldFailNoneOfAThousandCommandsWhileCertificatesAreRenewed() throws Exception {
        var enrolling =
                new BrokerSettings.Enrolling(Optional.empty(), new Lifetimes(LIFETIME, LIFETIME, LIFETIME, LIFETIME));
        var directory = temp.resolve("tls");
        var scheduler = Executors.newScheduledThreadPool(8);
        try (var house = new House(temp, enrolling)) {
            // Given
            var host = house.estate.hosts().ensure("silent-renewing", "127.0.0.1", 8446);
            Enrolment.join(
                    house.broker.joins().forHost(host.id(), house.control()),
                    directory,
                    List.of("agent", "display", "migration"),
                    "renewing");
            var atFirst = List.of(certificate(directory, "agent"), certificate(directory, "display"));
            var tls = TlsMaterial.load(directory.resolve("agent.pem"), directory.resolve("ca.pem"));
            var renewals = new AtomicInteger();
            var journal = Journal.open(
                    new SimulatedHost("renewing", Clock.systemUTC(), scheduler, SimulatedTimes.none()),
                    temp.resolve("agent-journal"));
            try (journal;
                    var server = new AgentServer(
                            journal,
                            tls,
                            new InetSocketAddress("127.0.0.1", 0),
                            temp.resolve("uploads"),
                            PeerIdentity.ControlPlane.class::isInstance);
                    var remote = new RemoteHostAgent(
                            URI.create("https://127.0.0.1:" + server.port()), host.id(), house.tls);
                    var renewal = Renewal.start(
                            house.control(),
                            directory,
                            tls,
                            List.of(
                                    new Renewal.Purpose("agent", false),
                                    new Renewal.Purpose("display", true),
                                    new Renewal.Purpose("migration", false)),
                            names -> renewals.incrementAndGet())) {
                var storage = new StorageRef(UUID.randomUUID(), "/srv/oriel");
                remote.execute(
                        new EstateCommand.PrepareStorage(new CommandId(UUID.randomUUID()), new LeaseToken(1), storage));

                // When
                var failures = new ConcurrentLinkedQueue<String>();
                var done = new AtomicInteger();
                for (int i = 0; i < COMMANDS; i++) {
                    var _ = scheduler.schedule(
                            () -> {
                                var why = failure(remote, storage);
                                why.ifPresent(failures::add);
                                done.incrementAndGet();
                            },
                            PACE.multipliedBy(i).toMillis(),
                            TimeUnit.MILLISECONDS);
                }
                var _ = scheduler.schedule(
                        () -> house.trust.controlPlane(temp.resolve("control"), "127.0.0.1", "localhost"),
                        PACE.multipliedBy(COMMANDS / 2).toMillis(),
                        TimeUnit.MILLISECONDS);
                Await.until("half of the commands have run", () -> done.get() >= COMMANDS / 2);
                Await.until("all commands have run", () -> done.get() == COMMANDS);

                // Then
                assertThat(failures).isEmpty();
                assertThat(renewals.get()).isGreaterThanOrEqualTo(2);
                assertThat(certificate(directory, "agent")).isNotEqualTo(atFirst.getFirst());
                assertThat(Pins.of(certificate(directory, "agent"))).isNotEqualTo(Pins.of(atFirst.getFirst()));
                assertThat(certificate(directory, "display")).isNotEqualTo(atFirst.getLast());
                assertThat(Pins.of(certificate(directory, "display")))
                        .as("a display's key is pinned while its VMs run")
                        .isEqualTo(Pins.of(atFirst.getLast()));
                Await.until("the former certificate of the control plane is denied here", () -> denies(directory));
                assertThat(house.estate.events().latest(300).toString()).contains("renewed its certificates");
            }
        } finally {
            scheduler.shutdownNow();
        }
    }

    private static Optional<String> failure(RemoteHostAgent agent, StorageRef storage) {
        var disk = new DiskRef(storage, UUID.randomUUID());
        var command = new EstateCommand.DeleteDisk(new CommandId(UUID.randomUUID()), new LeaseToken(1), disk);
        try {
            var answer = agent.execute(command);
            return answer instanceof Answer.Ended(Outcome.Done _) || answer instanceof Answer.Accepted
                    ? Optional.empty()
                    : Optional.of(answer.toString());
        } catch (RuntimeException e) {
            return Optional.of(e + " because " + e.getCause());
        }
    }

    private static boolean denies(Path directory) {
        try {
            var file = directory.resolve(TlsMaterial.DENIED);
            return Files.exists(file) && !Files.readString(file).isBlank();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509Certificate certificate(Path directory, String purpose) {
        try {
            return Pem.certificates(Files.readString(directory.resolve(purpose + ".pem")))
                    .getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
