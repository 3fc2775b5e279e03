package io.oriel.host.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A host under the contract, with the words in which behaviours are written. */
final class Subject {
    static final LeaseToken TOKEN = new LeaseToken(1);
    static final Duration LONG = Duration.ofMinutes(2);

    /** What hosts on libvirt say of what their driver does not have: in our words, and in libvirt's own. */
    private static final List<String> LACKING =
            List.of("this host's hypervisor cannot do that", "(libvirt: unsupported flags (");

    private final Driver driver;
    private final List<VmSpec> made = new ArrayList<>();
    private @Nullable VmSpec desktop;
    private @Nullable Pair pair;

    Subject(Driver driver) {
        this.driver = driver;
    }

    Driver driver() {
        return driver;
    }

    static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }

    Outcome run(EstateCommand command) {
        return driver.host().run(command);
    }

    Outcome run(ConsoleCommand command) {
        return driver.host().run(command);
    }

    void done(EstateCommand command) {
        done(run(command));
    }

    void done(ConsoleCommand command) {
        done(run(command));
    }

    static void done(Outcome outcome) {
        switch (outcome) {
            case Outcome.Done() -> {
                // as it should be
            }
            case Outcome.Unsupported(var command) -> throw new NotOffered(command);
            case Outcome.Failed(var message)
            when LACKING.stream().anyMatch(message::contains) -> throw new NotOffered(message);
            case Outcome.Failed(var message) -> throw new AssertionError("failed: " + message);
            case Outcome.Refused refused -> throw new AssertionError(refused.toString());
        }
    }

    void refused(Outcome.Reason reason, EstateCommand command) {
        refused(reason, run(command));
    }

    static void refused(Outcome.Reason reason, Outcome outcome) {
        if (outcome instanceof Outcome.Unsupported(var command)) {
            throw new NotOffered(command);
        }
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.reason()).as(refused.message()).isEqualTo(reason);
            assertThat(refused.message()).isNotBlank();
        });
    }

    /** A new disk on the template. */
    DiskRef disk() {
        var disk = new DiskRef(driver.storage(), UUID.randomUUID());
        done(new CreateDisk(command(), TOKEN, disk, Optional.of(driver.template()), 0));
        return disk;
    }

    VmSpec spec(String title) {
        return new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                1,
                128,
                List.of(disk()),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                false,
                true);
    }

    VmSpec started(String title) {
        return started(spec(title));
    }

    VmSpec started(VmSpec vm) {
        made.add(vm);
        done(new StartVm(command(), TOKEN, vm));
        return vm;
    }

    VmSpec booted(String title) throws Exception {
        needsGuests();
        return up(started(title));
    }

    VmSpec up(VmSpec vm) throws Exception {
        within(LONG, "the agent in " + vm.title() + " answers", () -> report(vm).guestAgent());
        return vm;
    }

    /** A booted VM that behaviours share which leave it as it is. */
    VmSpec desktop() throws Exception {
        needsGuests();
        var there = desktop;
        if (there == null) {
            there = spec("desktop");
            done(new StartVm(command(), TOKEN, there));
            desktop = there;
        }
        return up(there);
    }

    void needsGuests() {
        if (!driver.hasGuests()) {
            throw new NotOffered("its VMs boot nothing");
        }
    }

    Pair pair() throws Exception {
        var there = pair;
        if (there == null) {
            there = driver.pair();
            pair = there;
        }
        return there;
    }

    VmReport report(VmSpec vm) {
        return found(vm).orElseThrow(() -> new AssertionError(vm.title() + " is not reported"));
    }

    Optional<VmReport> found(VmSpec vm) {
        return driver.host().vms().stream().filter(r -> r.id().equals(vm.id())).findFirst();
    }

    VmPower power(VmSpec vm) {
        return report(vm).power();
    }

    /** Waits until the host has told this of a VM. */
    void told(VmSpec vm, String what, Predicate<VmReport> change) throws Exception {
        within(
                Duration.ofSeconds(30),
                "told: " + what,
                () -> driver.heard().changes.stream().anyMatch(r -> r.id().equals(vm.id()) && change.test(r)));
    }

    /** The VMs of the last behaviour go; the desktop stays. */
    void tidy() {
        made.forEach(vm -> run(new DestroyVm(command(), TOKEN, vm.id())));
        made.clear();
    }

    void close() throws Exception {
        tidy();
        if (pair != null) {
            pair.close();
        }
        if (desktop != null) {
            run(new DestroyVm(command(), TOKEN, desktop.id()));
        }
        driver.close();
    }

    static void within(Duration time, String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        var never = new CountDownLatch(1);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("not within " + time + ": " + what).isLessThan(deadline);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
