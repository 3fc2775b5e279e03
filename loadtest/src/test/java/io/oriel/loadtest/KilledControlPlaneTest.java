package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.VmId;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Lab;
import io.oriel.loadtest.lab.LabEstate;
import io.oriel.loadtest.lab.Laboratory;
import io.oriel.loadtest.lab.Visitor;
import io.oriel.loadtest.lab.Visitor.Holding;
import io.oriel.pool.estate.Vm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The control plane is killed at random moments while people take desktops and give them back, on real hosts: no VM runs
 * twice, nothing is left over, and nobody loses what the portal had said was theirs. Twice with four people; with
 * {@code -Doriel.long} 50 times with twenty.
 */
@Lab(hosts = 3)
class KilledControlPlaneTest {
    private static final boolean LONG = Boolean.getBoolean("oriel.long");
    private static final int PEOPLE = LONG ? 20 : 4;
    private static final int KILLS = LONG ? 50 : 2;
    private static final long SEED = Long.getLong("oriel.seed", 20_261_123L);
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final String GROUP = "visitors";
    private static final String PASSWORD = "correct-horse-7-battery";

    private final Laboratory lab;
    private final LabEstate estate;

    KilledControlPlaneTest(Laboratory lab) {
        this.lab = lab;
        this.estate = lab.estate();
    }

    @Test
    void whatWasAcknowledgedOutlivesEveryKill(@TempDir Path files) throws Exception {
        // Given
        estate.awaitAllUp();
        var visitors = people(files);
        var pool = List.of(
                "pool", "create", "killed", "--template", estate.template().name());
        var size = List.of("--size", "" + PEOPLE, "--memory", "128", "--group", GROUP);
        lab.oriel(Stream.concat(pool.stream(), size.stream()).toArray(String[]::new))
                .orFail();

        // When
        var random = new SplittableRandom(SEED);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            visitors.forEach(visitor -> running.add(threads.submit(visitor)));
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(random.nextLong(1_000_000_000L, 15_000_000_000L));
                lab.killControlPlane();
                assertNoVmRunsTwice();
                lab.up();
                assertAcknowledgedIsHeld(visitors);
            }
            visitors.forEach(Visitor::leave);
            orThrow(running);
        }

        // Then
        assertThat(visitors).as("desktops taken").allMatch(visitor -> visitor.taken() > 0);
        Await.until(
                "every desktop is nobody's and off",
                PATIENCE,
                () -> desktops().stream()
                        .allMatch(vm -> vm.assignedTo().isEmpty() && vm.host().isEmpty()));
        assertThat(running())
                .as("guests without a row")
                .allMatch(vm -> estate.estate().vms().find(new VmId(vm)).isPresent());
        Await.until(
                "every image is a desktop's or the template's",
                PATIENCE,
                () -> strayImages().isEmpty());
    }

    private List<Visitor> people(Path files) {
        var admin = lab.visitor(files.resolve("admin"));
        var visitors = new ArrayList<Visitor>();
        for (int number = 1; number <= PEOPLE; number++) {
            var name = "visitor" + number;
            admin.postJson(
                    "/api/v1/users",
                    "admin@internal",
                    lab.adminPassword(),
                    "{\"name\": \"%s\", \"displayName\": \"%s\", \"password\": \"%s\"}"
                            .formatted(name, name, PASSWORD));
            visitors.add(new Visitor(lab, name, PASSWORD, files.resolve(name), SEED + number));
        }
        lab.oriel("group", "add", GROUP).orFail();
        var members = Stream.concat(
                Stream.of("group", "member", GROUP), visitors.stream().map(Visitor::name));
        lab.oriel(members.toArray(String[]::new)).orFail();
        return visitors;
    }

    private static void orThrow(List<Future<?>> running) throws InterruptedException, ExecutionException {
        for (var one : running) {
            one.get();
        }
    }

    private List<Vm> desktops() {
        return estate.estate().vms().list().stream()
                .filter(vm -> vm.pool().isPresent())
                .toList();
    }

    private List<UUID> running() {
        return IntStream.rangeClosed(1, lab.hosts())
                .boxed()
                .flatMap(host -> lab.guests(host).stream())
                .toList();
    }

    private void assertNoVmRunsTwice() {
        assertThat(running()).as("VMs that run").doesNotHaveDuplicates();
    }

    private void assertAcknowledgedIsHeld(List<Visitor> visitors) {
        for (var visitor : visitors) {
            var before = visitor.holding();
            if (before instanceof Holding.Desktop(var vm)) {
                var owner = estate.estate()
                        .vms()
                        .find(new VmId(UUID.fromString(vm)))
                        .flatMap(Vm::assignedTo);
                // It may have begun to give it back since: then the portal has not said so yet.
                assertThat(!visitor.holding().equals(before)
                                || owner.map(Object::toString).equals(Optional.of(visitor.name() + "@internal")))
                        .as("%s holds %s, the database says %s", visitor.name(), vm, owner)
                        .isTrue();
            }
        }
    }

    /** Those of a disk that is just being made included: it will be one. */
    private List<String> strayImages() {
        var template = estate.template().disk() + ".qcow2";
        try (var images = Files.list(lab.shared().resolve("images"))) {
            return images.map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals(template) && !estate.isADisk(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
