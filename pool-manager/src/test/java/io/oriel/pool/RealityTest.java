package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.FakeHost.Fault;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Finding;
import io.oriel.pool.estate.Finding.Kind;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a host and its storage domain hold, compared with the rows, and what an admin does about it. */
class RealityTest {
    private static final String MAC = "52:54:00:0a:0b:0c";

    private Fixture fixture;
    private Reality reality;
    private StorageDomain storage;

    @BeforeEach
    void open() {
        fixture = new Fixture().started();
        reality = fixture.module.reality();
        storage = fixture.module.storage().list().getFirst();
    }

    @AfterEach
    void close() {
        assertThat(fixture.host.violations).isEmpty();
        fixture.close();
    }

    private VmSpec spec(String title, DiskRef... disks) {
        return new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                2,
                128,
                List.of(disks),
                List.of(new NicSpec(MAC, "oriel")),
                false,
                false);
    }

    private DiskRef image() {
        return storage.disk(DiskId.random());
    }

    private List<Kind> kinds() {
        return reality.list().findings().stream().map(Finding::kind).toList();
    }

    private void lookAsLeader() {
        var token = fixture.jdbc()
                .sql("select token from pool.lease where name = 'reconcile'")
                .query(Long.class)
                .single();
        fixture.module.realityKeeper().look(new LeaseToken(token));
    }

    private void awaitJob(JobId id, String state) {
        var jobs = fixture.module.jobs();
        Await.until(
                () -> "job " + state + ", but: " + jobs.find(id) + "\n" + fixture.log(),
                () -> jobs.find(id).orElseThrow().state().rowName().equals(state));
    }

    private static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PoolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void nothingIsFoundWhereAllAgree() {
        // Given
        fixture.pool("desk", 2, 1, 1);
        fixture.awaitState("desk-1", "up");

        // Then
        assertThat(reality.list()).isEqualTo(new Reality.Found(List.of(), List.of()));
    }

    @Test
    void aStrangerIsAdoptedAsItRuns() {
        // Given
        var stranger = spec("old-web", image(), image());
        fixture.host.stranger(stranger);
        assertThat(kinds()).containsExactly(Kind.EXTERNAL_VM, Kind.ORPHAN_IMAGE, Kind.ORPHAN_IMAGE);

        // When
        var job = reality.adopt(stranger.id(), Optional.empty(), Optional.empty());
        awaitJob(job, "done");

        // Then
        fixture.awaitState("old-web", "up");
        assertThat(fixture.vm("old-web").id()).isEqualTo(stranger.id());
        assertThat(fixture.vm("old-web").memoryMiB()).isEqualTo(128);
        assertThat(kinds()).isEmpty();
        assertThat(fixture.log()).contains("vm old-web was adopted on host h1");
        fixture.module.vms().stop(stranger.id());
        fixture.awaitState("old-web", "down");
        fixture.module.vms().start(stranger.id());
        fixture.awaitState("old-web", "up");
        refused(Code.NOT_FOUND, () -> reality.adopt(stranger.id(), Optional.empty(), Optional.empty()));
    }

    @Test
    void anAdoptionIsFinishedByTheNextLeader() {
        // Given
        var stranger = spec("old-web", image());
        fixture.host.stranger(stranger);
        fixture.host.faults = command -> command instanceof EstateCommand.AdoptVm ? Fault.ANSWER_LOST : Fault.NONE;

        // When
        var job = reality.adopt(stranger.id(), Optional.empty(), Optional.of("web"));
        fixture.crash();

        // Then
        awaitJob(job, "done");
        fixture.awaitState("web", "up");
    }

    @Test
    void whatCannotBeAdoptedIsRefusedInWords() {
        // Given
        var bare = spec("bare");
        fixture.host.stranger(bare);
        var unnamed = spec("a\tb", image());
        fixture.host.stranger(unnamed);

        // Then
        refused(Code.INVALID, () -> reality.adopt(bare.id(), Optional.empty(), Optional.empty()));
        refused(Code.INVALID, () -> reality.adopt(unnamed.id(), Optional.empty(), Optional.empty()));
        refused(Code.NOT_FOUND, () -> reality.adopt(unnamed.id(), Optional.of("h2"), Optional.of("ok")));
        refused(Code.NOT_FOUND, () -> reality.adopt(new VmId(UUID.randomUUID()), Optional.empty(), Optional.of("ok")));
        var job = reality.adopt(unnamed.id(), Optional.empty(), Optional.of("ok"));
        awaitJob(job, "done");
        var twin = spec("twin", image());
        fixture.host.stranger(twin);
        awaitJob(reality.adopt(twin.id(), Optional.empty(), Optional.empty()), "failed");
        assertThat(fixture.log()).contains("the address of its card");
    }

    @Test
    void anImageOfNobodyIsQuarantinedAndNothingElse() {
        // Given
        fixture.pool("desk", 1, 1, 1);
        fixture.awaitState("desk-1", "up");
        var lost = image();
        fixture.host.plant(lost);
        var used = new DiskId(
                fixture.jdbc().sql("select disk from pool.vm").query(UUID.class).single());

        // When
        var job = reality.quarantine(new DiskId(lost.disk()), Optional.empty());

        // Then
        awaitJob(job, "done");
        assertThat(kinds()).containsExactly(Kind.QUARANTINED_IMAGE);
        refused(Code.NOT_FOUND, () -> reality.quarantine(used, Optional.empty()));
        assertThat(fixture.host.received())
                .filteredOn(EstateCommand.QuarantineDisk.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aLostDiskIsGivenUpAndMadeAnew() {
        // Given
        fixture.pool("desk", 1, 0, 1);
        Await.until(
                () -> "its disk is made: " + kinds(),
                () -> fixture.jdbc()
                        .sql("select count(*) from pool.vm where disk_use = 'clean' and state = 'down'")
                        .query(Integer.class)
                        .single()
                        .equals(1));
        var vm = fixture.vm("desk-1").id();
        refused(Code.NOT_FOUND, () -> reality.forget(vm));
        var disk = new DiskId(
                fixture.jdbc().sql("select disk from pool.vm").query(UUID.class).single());
        fixture.host.lose(storage.disk(disk));
        assertThat(kinds()).containsExactly(Kind.GHOST_VM);

        // When
        reality.forget(vm);

        // Then
        Await.until(
                () -> "another disk is made: " + fixture.log(),
                () -> kinds().isEmpty()
                        && fixture.jdbc()
                                .sql("select count(*) from pool.vm where disk_use = 'clean' and disk <> :disk")
                                .param("disk", disk.value())
                                .query(Integer.class)
                                .single()
                                .equals(1));
        assertThat(fixture.log()).contains("given up by an admin");
    }

    @Test
    void whatIsNewIsToldOnce() {
        // Given
        fixture.host.plant(image());

        // When
        lookAsLeader();
        lookAsLeader();
        fixture.host.plant(image());
        lookAsLeader();

        // Then
        assertThat(fixture.module.events().latest(100).stream()
                        .map(Event::text)
                        .filter(text -> text.startsWith("the rows do not agree")))
                .hasSize(2);
    }

    @Test
    void aHostThatIsNotUpIsNamed() {
        // Given
        fixture.module.hosts().maintenance(fixture.row("h1").id());
        fixture.awaitHost("h1", "maintenance");

        // Then
        assertThat(reality.list().unseen())
                .containsExactly("host h1 is Maintenance", "no host that is up sees storage domain local");
    }
}
