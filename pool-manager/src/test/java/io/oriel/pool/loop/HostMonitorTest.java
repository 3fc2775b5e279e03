package io.oriel.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Answer;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A quiet host costs the loop nothing: rounds begin when something is new, or was asked for. */
class HostMonitorTest {
    private static final int MANY = 20;
    private static final Duration SILENCE = Duration.ofSeconds(6);
    private static final VmId VM = new VmId(new UUID(7, 7));
    private static final HostFacts FACTS =
            new HostFacts("hw", "h1", 4, 8192, "simulated", true, "", "9.0.0", "7.2.0", "1");

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-30T12:00:00Z"));
    private final QuietHost agent = new QuietHost();
    private final AtomicInteger news = new AtomicInteger();
    private final Semaphore told = new Semaphore(0);
    private final HostMonitor monitor = new HostMonitor(
            new Host(
                    new HostId(new UUID(1, 1)),
                    "h1",
                    "192.0.2.1",
                    8446,
                    new ClusterId(new UUID(2, 2)),
                    new HostState.Up(Instant.EPOCH),
                    Optional.empty(),
                    Optional.of(FACTS),
                    1),
            new Connections(_ -> agent),
            SILENCE,
            new Watch(),
            new Hearer());

    @AfterEach
    void end() {
        monitor.stop();
        monitor.awaitEnd(System.nanoTime() + Duration.ofSeconds(1).toNanos());
    }

    @Test
    void reportsThatSayTheSameAreNoNews() throws Exception {
        // Given
        monitor.start();
        agent.awaitReports(1);

        // When
        agent.awaitReports(MANY);

        // Then
        assertThat(news).hasValue(1);
    }

    @Test
    void aVmThatIsDifferentIsNews() throws Exception {
        // Given
        monitor.start();
        agent.awaitReports(MANY);

        // When
        agent.power = VmPower.OFF;

        // Then
        awaitNews(2);
    }

    @Test
    void aReportThatWasAskedForIsNewsThoughItSaysTheSame() throws Exception {
        // Given
        monitor.start();
        agent.awaitReports(MANY);

        // When
        monitor.refresh();

        // Then
        awaitNews(2);
    }

    private void awaitNews(int wanted) throws InterruptedException {
        assertThat(told.tryAcquire(wanted, 20, TimeUnit.SECONDS))
                .as("told again")
                .isTrue();
        assertThat(news).hasValue(wanted);
    }

    private final class Hearer implements HostMonitor.Hearer {
        @Override
        public void reported(HostId host, HostReport report) {}

        @Override
        public void changed() {
            news.incrementAndGet();
            told.release();
        }

        @Override
        public void ended(HostId host, HostEvent.CommandEnded event) {}

        @Override
        public void progress(HostId host, HostEvent.Progress event) {}

        @Override
        public void statistics(HostId host, HostEvent.Statistics event) {}
    }

    private final class Watch extends Clock {
        @Override
        public Instant instant() {
            return time.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Gives a heartbeat every two seconds of the test's clock, which passes as fast as it is listened to. */
    private final class QuietHost implements HostAgent {
        private final Semaphore reports = new Semaphore(0);
        private volatile VmPower power = VmPower.RUNNING;

        void awaitReports(int count) throws InterruptedException {
            assertThat(reports.tryAcquire(count, 20, TimeUnit.SECONDS))
                    .as("reports")
                    .isTrue();
        }

        @Override
        public HostReport report() {
            reports.release();
            var vm = new VmReport(VM, "vm", true, power, false, List.of(), List.of());
            return new HostReport(new UUID(3, 3), 1, FACTS, List.of(vm));
        }

        @Override
        public EventStream events(long after) {
            return new EventStream() {
                @Override
                public Optional<HostEvent> next(Duration timeout) {
                    time.updateAndGet(now -> now.plusSeconds(2));
                    return Optional.of(new HostEvent.Heartbeat());
                }

                @Override
                public void wake() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public Answer execute(EstateCommand command) {
            throw new IllegalStateException("a monitor only listens");
        }

        @Override
        public Outcome execute(ConsoleCommand command) {
            throw new IllegalStateException("a monitor only listens");
        }

        @Override
        public byte[] screenshot(VmId vm) {
            return new byte[0];
        }

        @Override
        public Outcome upload(DiskRef disk, Path image) {
            throw new IllegalStateException("a monitor only listens");
        }

        @Override
        public StorageReport storage(StorageRef storage) {
            throw new IllegalStateException("a monitor only listens");
        }

        @Override
        public Optional<VmSpec> inspect(VmId vm) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
