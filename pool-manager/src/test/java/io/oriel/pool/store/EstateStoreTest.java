package io.oriel.pool.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.Database;
import io.oriel.pool.Fixture;
import io.oriel.pool.NewDisk;
import io.oriel.pool.NewHost;
import io.oriel.pool.NewNic;
import io.oriel.pool.NewVm;
import io.oriel.pool.Shape;
import io.oriel.pool.VmConfig;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Errand;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.NextRun;
import io.oriel.pool.estate.RunOnce;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.VmDisk;
import io.oriel.pool.estate.VmKind;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class EstateStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    private Fixture fixture;
    private JdbcClient jdbc;
    private TransactionTemplate transactions;
    private EstateStore store;
    private LeaseToken token;
    private HostId host;

    @BeforeEach
    void open() {
        fixture = new Fixture();
        jdbc = fixture.jdbc();
        transactions = new TransactionTemplate(new JdbcTransactionManager(fixture.source));
        store = new EstateStore(jdbc, transactions, new Events(jdbc), Database.MASTER);
        token = new LeaderLease(jdbc, "test", System::nanoTime).hold().orElseThrow();
        host = fixture.module.hosts().list().getFirst().id();
        fixture.paperPool("demo", 2, 1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private TendedVm vm() {
        return store.vm(fixture.vm("demo-1").id()).orElseThrow();
    }

    private InFlight command(InFlight.Kind kind) {
        return new InFlight(new CommandId(UUID.randomUUID()), kind, host, NOW, NOW.plusSeconds(5));
    }

    private TendedVm write(TendedVm before, TendedVm after) {
        assertThat(store.save(before, after, token, Optional.empty())).isEqualTo(Write.DONE);
        return vm();
    }

    @Test
    void whatIsWrittenIsReadAgainWholeAlongAWholeLife() {
        // Given
        var down = vm();
        var making = write(down, down.lockImage(command(InFlight.Kind.CREATE_DISK), NOW));
        var made = write(making, making.ended(new Outcome.Done(), DiskId.random(), NOW));
        var launching = write(made, made.launch(command(InFlight.Kind.START_VM), NOW));
        var consoles = List.of(new Console(ConsoleKind.SPICE, 5900, true), new Console(ConsoleKind.VNC, 5901, false));
        // When
        var up =
                launching.poweringUp(host, NOW.plusSeconds(2)).showing(consoles).up(host, NOW.plusSeconds(4));
        var read = write(launching, up);
        // Then
        assertThat(making.state()).isEqualTo(new VmState.ImageLocked(NOW));
        assertThat(made.upkeep().disk().use()).isEqualTo(VmDisk.Use.CLEAN);
        assertThat(read.upkeep()).isEqualTo(up.upkeep());
        assertThat(read.state()).isEqualTo(new VmState.Up(NOW.plusSeconds(4), host));
        assertThat(read.vm().version()).isEqualTo(down.vm().version() + 4);
        assertThat(store.medianStart(read.vm().pool().orElseThrow())).contains(Duration.ofSeconds(4));
    }

    @Test
    void disksCardsSnapshotsAndHowAVmBeginsAreReadAgainWhole() {
        // Given
        var vms = fixture.module.vms();
        var storage = fixture.module.storage().list().getFirst().id();
        var boot = new Boot(List.of(BootDevice.CDROM, BootDevice.DISK), true, false);
        var told = new CloudInit(Optional.of("instance-id: x"), "#cloud-config", Optional.of("version: 2"));
        var starting = new Starting(boot, Optional.of(new Iso(storage, "debian.iso")), Optional.of(told));
        var config = new VmConfig(
                "server",
                new Shape(2, 512, Hardware.WINDOWS_UEFI, 2),
                starting,
                new Care(VmKind.SERVER, "for all", true, true, new Continuity(Optional.of(7), true, Mobility.PINNED)),
                Optional.empty(),
                new TreeSet<>(List.of("a", "b")));
        var made = vms.create(new NewVm(
                config,
                new DiskSource.Blank(1 << 30),
                Optional.empty(),
                Optional.empty(),
                List.of(new NewNic(Optional.of("52-54-00-AA-BB-CC"), Optional.empty())),
                List.of(new NewDisk("data", 1 << 20, Optional.empty()))));
        var once = new RunOnce(new Boot(List.of(BootDevice.NETWORK), false, true), Optional.empty());
        assertThat(new Wishes(jdbc).runOnce(store.vm(made.id()).orElseThrow(), once))
                .isTrue();
        // When: its first disk is made, then the other one, then it is started
        var before = store.vm(made.id()).orElseThrow();
        var disk = before.outfit().disks().getFirst().id();
        var one = step(before, before.lockImage(command(InFlight.Kind.CREATE_DISK), NOW));
        var two = step(one, one.ended(new Outcome.Done(), DiskId.random(), NOW));
        var work = new InFlight(
                new CommandId(UUID.randomUUID()),
                InFlight.Kind.CREATE_DISK,
                host,
                NOW,
                NOW.plusSeconds(5),
                Optional.of(disk.value()));
        var three = step(two, two.tend(work, NOW));
        var four = step(three, three.ended(new Outcome.Done(), DiskId.random(), NOW));
        var five = step(four, four.launch(command(InFlight.Kind.START_VM), NOW));
        // Then
        assertThat(before.outfit().starting()).isEqualTo(starting);
        assertThat(before.outfit().care()).isEqualTo(config.care());
        assertThat(before.outfit().once()).contains(once);
        assertThat(before.outfit().nics().getFirst().mac()).isEqualTo("52:54:00:aa:bb:cc");
        assertThat(vms.config(made.id())).contains(config);
        assertThat(three.upkeep().command()).contains(work);
        assertThat(five.outfit().disks()).allMatch(DataDisk::made).allMatch(DataDisk::plugged);
        assertThat(five.outfit().runsWith()).contains("vcpus=2", "memoryMiB=512");
        assertThat(NextRun.needsRestart(five)).isEmpty();
        assertThat(five.toString()).doesNotContain("#cloud-config");
    }

    /** Written, and read again as it was. */
    private TendedVm step(TendedVm before, TendedVm after) {
        assertThat(store.save(before, after, token, Optional.empty())).isEqualTo(Write.DONE);
        var read = store.vm(after.vm().id()).orElseThrow();
        assertThat(read.outfit()).isEqualTo(after.outfit());
        assertThat(read.upkeep()).isEqualTo(after.upkeep());
        return read;
    }

    @Test
    void aMoveIsReadAgainWithBothItsHosts() {
        // Given
        var other = fixture.module
                .hosts()
                .add(new NewHost("h2", "10.0.0.2", 8446, Optional.empty()))
                .id();
        var down = vm();
        var making = write(down, down.lockImage(command(InFlight.Kind.CREATE_DISK), NOW));
        var made = write(making, making.ended(new Outcome.Done(), DiskId.random(), NOW));
        var launching = write(made, made.launch(command(InFlight.Kind.START_VM), NOW));
        var up = write(launching, launching.up(host, NOW));
        // When
        var moving = write(up, up.migrate(command(InFlight.Kind.MIGRATE_VM), other, NOW.plusSeconds(1)));
        var lost = write(moving, moving.unknown(Timing.standard().errand(), NOW.plusSeconds(2)));
        var again = write(lost, lost.arrived(host, false, NOW.plusSeconds(3)));
        var moved = write(again, again.migrate(command(InFlight.Kind.MIGRATE_VM), other, NOW.plusSeconds(4)));
        var there = write(moved, moved.ended(new Outcome.Done(), DiskId.random(), NOW.plusSeconds(5)));
        // Then
        assertThat(moving.state()).isEqualTo(new VmState.MigratingFrom(NOW.plusSeconds(1), host, other));
        assertThat(moving.upkeep().command().orElseThrow().sent()).isEqualTo(NOW);
        assertThat(lost.state()).isEqualTo(new VmState.Unknown(NOW.plusSeconds(2), host, Optional.of(other)));
        assertThat(there.state()).isEqualTo(new VmState.MigratingTo(NOW.plusSeconds(5), other, host));
        assertThat(there.upkeep().lastHost()).contains(other);
    }

    @Test
    void whatIsAskedForIsReadAgainAndRefusedWhenTheVmHasChanged() {
        // Given
        var asked = new Errand(Errand.Kind.MIGRATE, Optional.of(host), NOW.plusSeconds(120));
        var before = vm();
        // When
        var written = new Wishes(jdbc).ask(before, asked, true);
        // Then
        assertThat(written).isTrue();
        assertThat(vm().upkeep().errand()).contains(asked);
        assertThat(new Wishes(jdbc).ask(before, asked, true)).isFalse();
    }

    @Test
    void aWriteBasedOnAnOlderRowIsDroppedWithItsEvent() {
        // Given
        var seen = vm();
        fixture.module.pools().claim(seen.vm().pool().orElseThrow(), Fixture.ALICE);
        var late = Event.of(Severity.NORMAL, "never");
        // When
        var write = store.save(seen, seen.lockImage(command(InFlight.Kind.CREATE_DISK), NOW), token, Optional.of(late));
        // Then
        assertThat(write).isEqualTo(Write.OUTDATED);
        assertThat(vm().vm().assignedTo()).contains(Fixture.ALICE);
        assertThat(fixture.log()).doesNotContain("never");
    }

    @Test
    void readingOnSeesWhatATransactionCommitsThatWasOpenAtTheLastReading() {
        // Given
        var id = vm().vm().id();
        var first = store.readAll();
        var between = transactions.execute(_ -> {
            jdbc.sql("update pool.vm set trouble = 'slow' where id = :id")
                    .param("id", id.value())
                    .update();
            // On another connection, while this change is not committed:
            return CompletableFuture.supplyAsync(() -> {
                        jdbc.sql("update pool.vm set trouble = 'quick' where id <> :id")
                                .param("id", id.value())
                                .update();
                        return store.readOn(first);
                    })
                    .join();
        });
        // When
        var last = store.readOn(Optional.ofNullable(between).orElseThrow());
        // Then
        assertThat(one(Optional.ofNullable(between).orElseThrow(), id).vm().trouble())
                .isEmpty();
        assertThat(one(last, id).vm().trouble()).contains("slow");
        assertThat(last.estate().vms().values())
                .filteredOn(it -> it.vm().trouble().isPresent())
                .hasSize(2);
    }

    @Test
    void readingOnSeesHostsComeChangeAndGo() {
        // Given
        var first = store.readAll();
        var hosts = fixture.module.hosts();
        var fresh = hosts.add(new NewHost("h2", "10.0.0.2", 8446, Optional.empty()));
        // When
        var second = store.readOn(first);
        hosts.moveTo(fresh.id(), "10.0.0.3", 8446);
        var third = store.readOn(second);
        hosts.remove(fresh.id());
        var fourth = store.readOn(third);
        // Then
        assertThat(second.estate().host(fresh.id())).contains(fresh);
        assertThat(third.estate().host(fresh.id()).orElseThrow().address()).isEqualTo("10.0.0.3");
        assertThat(fourth.estate().hosts()).isEqualTo(first.estate().hosts());
    }

    @Test
    void onlyTheLastTwentyStartsCount() {
        // Given
        var pool = vm().vm().pool().orElseThrow();
        var making = write(vm(), vm().lockImage(command(InFlight.Kind.CREATE_DISK), NOW));
        var launched = write(making, making.ended(new Outcome.Done(), DiskId.random(), NOW));
        for (int i = 1; i <= 25; i++) {
            var launching = write(launched, launched.launch(command(InFlight.Kind.START_VM), NOW));
            var up = write(launching, launching.up(host, NOW.plusSeconds(i <= 5 ? 1000 : 10)));
            var stopping = write(up, up.powerDown(command(InFlight.Kind.DESTROY_VM), NOW));
            launched = write(stopping, stopping.ended(new Outcome.Done(), DiskId.random(), NOW));
        }
        // When
        var rows = jdbc.sql("select count(*) from pool.start_time")
                .query(Integer.class)
                .single();
        // Then
        assertThat(rows).isEqualTo(20);
        assertThat(store.medianStart(pool)).contains(Duration.ofSeconds(10));
    }

    private static TendedVm one(EstateStore.Reading reading, VmId id) {
        return Optional.ofNullable(reading.estate().vms().get(id)).orElseThrow();
    }
}
