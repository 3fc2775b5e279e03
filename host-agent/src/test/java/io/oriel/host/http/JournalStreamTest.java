package io.oriel.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Answer;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostUsage;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are told to whoever listens and kept for nobody. */
class JournalStreamTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Journal.Pace PACE = new Journal.Pace(Duration.ofMillis(100), Duration.ofMinutes(1));

    private final FakeLocalHost local = new FakeLocalHost();

    @TempDir
    Path directory;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(local, directory.resolve("journal"), PACE);
    }

    @AfterEach
    void close() {
        local.letGo();
        journal.close();
    }

    private static HostEvent.Statistics load(double percent) {
        return new HostEvent.Statistics(new HostUsage(percent, 0, 0, 0, 0, 0, 0, 0, 0), List.of());
    }

    private static HostEvent next(EventStream stream) throws InterruptedException {
        return stream.next(SOON).orElseThrow();
    }

    @Test
    void progressComesBeforeTheEndAndOnlyTheLatest() throws Exception {
        // Given a command that goes on
        local.hold();
        var id = Commands.id();
        try (var stream = journal.events(0)) {
            assertThat(next(stream)).isInstanceOf(HostEvent.Hello.class);
            assertThat(journal.execute(Commands.destroy(id, 1))).isEqualTo(new Answer.Accepted());

            // When
            local.progress(id, 10);
            local.progress(id, 60);
            local.letGo();

            // Then
            assertThat(next(stream)).isEqualTo(new HostEvent.Progress(id, 60, "memory 60 %"));
            assertThat(next(stream)).isInstanceOfSatisfying(HostEvent.CommandEnded.class, ended -> {
                assertThat(ended.command()).isEqualTo(id);
                assertThat(ended.outcome()).isEqualTo(new Outcome.Done());
            });
        }
    }

    @Test
    void aSlowReaderGetsTheLatestStatisticsAndEveryChange() throws Exception {
        // Given
        try (var slow = journal.events(0)) {
            assertThat(next(slow)).isInstanceOf(HostEvent.Hello.class);

            // When
            for (int i = 1; i <= 1000; i++) {
                local.statistics(load(i));
            }
            local.change(FakeLocalHost.vm(Commands.VM, VmPower.RUNNING));
            local.change(FakeLocalHost.vm(Commands.VM, VmPower.OFF));

            // Then
            assertThat(next(slow)).isEqualTo(load(1000));
            assertThat(next(slow)).isInstanceOf(HostEvent.VmChanged.class);
            assertThat(next(slow)).isInstanceOf(HostEvent.VmChanged.class);
        }
    }

    @Test
    void whoComesLaterHasMissedThem() throws Exception {
        // Given
        local.statistics(load(1));
        local.progress(Commands.id(), 1);

        // When
        try (var late = journal.events(journal.report().sequence())) {
            // Then
            assertThat(next(late)).isInstanceOf(HostEvent.Hello.class);
            local.statistics(load(2));
            assertThat(next(late)).isEqualTo(load(2));
        }
    }

    @Test
    void whoIsWokenWaitsNoLonger() throws Exception {
        // Given
        try (var stream = journal.events(0)) {
            assertThat(next(stream)).isInstanceOf(HostEvent.Hello.class);

            // When
            stream.wake();

            // Then
            assertThat(stream.next(SOON)).isEmpty();
        }
    }
}
