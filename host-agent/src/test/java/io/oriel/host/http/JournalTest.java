package io.oriel.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Journal.Pace QUICK = new Journal.Pace(Duration.ofMillis(200), Duration.ofMillis(100));
    private static final Journal.Pace PATIENT = new Journal.Pace(Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private FakeLocalHost local = new FakeLocalHost();
    private Journal journal;

    private Path file() {
        return directory.resolve("journal");
    }

    @BeforeEach
    void begin() {
        journal = Journal.open(local, file(), PATIENT);
    }

    private void open(Journal.Pace pace) {
        local = new FakeLocalHost();
        journal = Journal.open(local, file(), pace);
    }

    private void reopen(Journal.Pace pace) {
        journal.close();
        open(pace);
    }

    @AfterEach
    void close() {
        local.letGo();
        journal.close();
    }

    /** The next event that is no heartbeat. */
    private static HostEvent next(EventStream stream) throws InterruptedException {
        while (true) {
            var event = stream.next(SOON).orElseThrow();
            if (!(event instanceof HostEvent.Heartbeat)) {
                return event;
            }
        }
    }

    private static HostEvent.Hello hello(Journal journal, long after) throws InterruptedException {
        try (var stream = journal.events(after)) {
            return (HostEvent.Hello) next(stream);
        }
    }

    @Test
    void A30_sameCommandTwiceHasOneEffectAndOneOutcome() {
        // Given
        local.outcome.set(new Outcome.Failed("no space"));
        var command = Commands.destroy(Commands.id(), 1);
        var first = journal.execute(command);
        local.outcome.set(new Outcome.Done());

        // When
        var again = journal.execute(command);

        // Then
        assertThat(first).isEqualTo(new Answer.Ended(new Outcome.Failed("no space")));
        assertThat(again).isEqualTo(first);
        assertThat(local.done).containsExactly(command.id());
    }

    @Test
    void A30_sameCommandFromManyThreadsAtOnceHasOneEffect() {
        // Given
        var command = Commands.destroy(Commands.id(), 1);
        var barrier = new CyclicBarrier(16);

        // When
        var answers = IntStream.range(0, 16)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> {
                            meet(barrier);
                            return journal.execute(command);
                        },
                        thread -> Thread.ofVirtual().start(thread)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .distinct()
                .toList();

        // Then
        assertThat(answers).containsExactly(new Answer.Ended(new Outcome.Done()));
        assertThat(local.done).hasSize(1);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void A30_replayAfterARestartHasNoEffect() {
        // Given
        var command = Commands.destroy(Commands.id(), 1);
        var password =
                new ConsoleCommand.SetConsolePassword(Commands.id(), Commands.VM, ConsoleKind.VNC, "canary12", 10);
        journal.execute(command);
        journal.execute(password);

        // When
        reopen(PATIENT);

        // Then
        assertThat(journal.execute(command)).isEqualTo(new Answer.Ended(new Outcome.Done()));
        assertThat(journal.execute(password)).isEqualTo(new Outcome.Done());
        assertThat(local.done).isEmpty();
        assertThat(file()).content().doesNotContain("canary12");
    }

    @Test
    void A29_lowerTokenIsRefusedAlsoAfterARestart() {
        // Given
        journal.execute(Commands.destroy(Commands.id(), 5));
        var stale = Commands.destroy(Commands.id(), 4);

        // When
        var before = journal.execute(stale);
        reopen(PATIENT);
        var after = journal.execute(stale);

        // Then
        assertThat(before).isEqualTo(after);
        assertThat(after)
                .isInstanceOfSatisfying(
                        Answer.Ended.class,
                        ended -> assertThat(ended.outcome())
                                .isInstanceOfSatisfying(
                                        Outcome.Refused.class,
                                        refused -> assertThat(refused.reason()).isEqualTo(Outcome.Reason.STALE_TOKEN)));
        assertThat(local.done).isEmpty();
        assertThat(journal.execute(Commands.destroy(stale.id(), 5))).isEqualTo(new Answer.Ended(new Outcome.Done()));
    }

    @Test
    void slowCommandIsAcceptedAndItsEndIsAnEvent() throws InterruptedException {
        // Given
        reopen(QUICK);
        local.hold();
        var command = Commands.destroy(Commands.id(), 1);

        // When
        var answer = journal.execute(command);
        var again = journal.execute(command);
        local.letGo();

        // Then
        assertThat(answer).isEqualTo(new Answer.Accepted()).isEqualTo(again);
        try (var stream = journal.events(0)) {
            assertThat(next(stream)).isInstanceOf(HostEvent.Hello.class);
            assertThat(next(stream)).isInstanceOfSatisfying(HostEvent.CommandEnded.class, ended -> {
                assertThat(ended.command()).isEqualTo(command.id());
                assertThat(ended.outcome()).isEqualTo(new Outcome.Done());
            });
        }
        assertThat(local.done).hasSize(1);
        assertThat(journal.execute(command)).isEqualTo(new Answer.Ended(new Outcome.Done()));
    }

    @Test
    void commandCutOffByARestartEndsAsFailedAndMayBeSentAnew() throws InterruptedException {
        // Given
        reopen(QUICK);
        local.hold();
        var command = Commands.destroy(Commands.id(), 1);
        assertThat(journal.execute(command)).isEqualTo(new Answer.Accepted());
        var held = local;

        // When
        reopen(QUICK);

        // Then
        try (var stream = journal.events(1)) {
            assertThat(next(stream)).isInstanceOf(HostEvent.Hello.class);
            assertThat(next(stream)).isInstanceOfSatisfying(HostEvent.CommandEnded.class, ended -> {
                assertThat(ended.command()).isEqualTo(command.id());
                assertThat(ended.outcome()).isInstanceOf(Outcome.Failed.class);
            });
        }
        assertThat(journal.execute(Commands.destroy(Commands.id(), 1))).isEqualTo(new Answer.Ended(new Outcome.Done()));
        held.letGo();
    }

    @Test
    void faultOfTheLocalHostIsAnOutcome() {
        // Given
        var command = Commands.destroy(Commands.id(), 1);
        local.broken = true;

        // When
        var answer = journal.execute(command);

        // Then
        assertThat(answer)
                .isEqualTo(new Answer.Ended(
                        new Outcome.Failed("the agent failed; its log names command " + command.id())));
    }

    @Test
    void eventsAreNumberedByOneAndResumeWhereTheReaderStood() throws InterruptedException {
        // Given
        var start = journal.report().sequence();
        for (var power : new VmPower[] {VmPower.RUNNING, VmPower.PAUSED, VmPower.OFF}) {
            local.change(FakeLocalHost.vm(Commands.VM, power));
        }

        // When
        try (var stream = journal.events(start + 1)) {
            // Then
            assertThat(next(stream))
                    .isEqualTo(new HostEvent.Hello(journal.report().epoch(), start + 3, false));
            assertThat(next(stream))
                    .isEqualTo(new HostEvent.VmChanged(start + 2, FakeLocalHost.vm(Commands.VM, VmPower.PAUSED)));
            assertThat(next(stream))
                    .isEqualTo(new HostEvent.VmChanged(start + 3, FakeLocalHost.vm(Commands.VM, VmPower.OFF)));
            assertThat(stream.next(Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void silenceIsFilledWithHeartbeats() throws InterruptedException {
        // Given
        reopen(QUICK);
        try (var stream = journal.events(0)) {
            next(stream);

            // When
            var first = stream.next(SOON);
            var second = stream.next(SOON);

            // Then
            assertThat(first).contains(new HostEvent.Heartbeat());
            assertThat(second).contains(new HostEvent.Heartbeat());
        }
    }

    @Test
    void restartKeepsEpochAndNumbersAndAsksForAReport() throws InterruptedException {
        // Given
        local.change(FakeLocalHost.vm(Commands.VM, VmPower.RUNNING));
        var before = journal.report();
        assertThat(hello(journal, before.sequence()).resync()).isFalse();

        // When
        reopen(PATIENT);

        // Then
        var hello = hello(journal, before.sequence());
        assertThat(hello.epoch()).isEqualTo(before.epoch());
        assertThat(hello.sequence()).isGreaterThan(before.sequence());
        assertThat(hello.resync()).isTrue();
        assertThat(hello(journal, hello.sequence()).resync()).isFalse();
    }

    @Test
    void lostJournalIsANewEpoch() throws IOException, InterruptedException {
        // Given
        local.change(FakeLocalHost.vm(Commands.VM, VmPower.RUNNING));
        var before = journal.report();
        journal.close();
        Files.delete(file());

        // When
        open(PATIENT);

        // Then
        var hello = hello(journal, 1000);
        assertThat(hello.epoch()).isNotEqualTo(before.epoch());
        assertThat(hello.resync()).isTrue();
    }

    @Test
    void tornLastLineIsCutOffAndTheRestStays() throws IOException {
        // Given
        var command = Commands.destroy(Commands.id(), 3);
        journal.execute(command);
        var epoch = journal.report().epoch();
        journal.close();
        Files.writeString(file(), "{\"type\":\"Ended\",\"comm", StandardOpenOption.APPEND);

        // When
        open(PATIENT);

        // Then
        assertThat(journal.report().epoch()).isEqualTo(epoch);
        assertThat(journal.execute(command)).isEqualTo(new Answer.Ended(new Outcome.Done()));
        assertThat(local.done).isEmpty();
        var next = Commands.destroy(Commands.id(), 3);
        journal.execute(next);
        reopen(PATIENT);
        assertThat(journal.report().epoch()).isEqualTo(epoch);
        journal.execute(next);
        assertThat(local.done).isEmpty();
    }

    @Test
    void damagedJournalIsSetAside() throws IOException {
        // Given
        journal.execute(Commands.destroy(Commands.id(), 3));
        var epoch = journal.report().epoch();
        journal.close();
        var text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("Token", "Tok\0n"));

        // When
        open(PATIENT);

        // Then
        assertThat(journal.report().epoch()).isNotEqualTo(epoch);
        assertThat(directory.resolve("journal.damaged")).exists();
    }

    @Test
    void secondAgentOnTheSameJournalIsRefused() {
        // Given

        // Then
        assertThatThrownBy(() -> Journal.open(new FakeLocalHost(), file()))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("another host agent");
    }

    @Test
    void closingEndsStreamsAndTheLocalHost() throws InterruptedException {
        // Given
        var stream = journal.events(0);
        next(stream);

        // When
        journal.close();

        // Then
        assertThatThrownBy(() -> stream.next(SOON)).isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> journal.execute(Commands.destroy(Commands.id(), 1)))
                .isInstanceOf(AgentException.class);
        assertThat(local.closed).isTrue();
    }
}
