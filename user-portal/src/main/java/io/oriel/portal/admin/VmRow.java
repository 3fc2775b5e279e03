package io.oriel.portal.admin;

import io.oriel.broker.operation.VmAdmin;
import io.oriel.pool.estate.VmLoad;
import io.oriel.pool.estate.VmState;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A VM as the list shows it.
 *
 * @param load what it uses; empty when nobody says
 * @param age since when that was so; empty with the load
 * @param note its trouble, or since when it runs
 * @param trouble whether the note is a trouble
 */
record VmRow(
        String id,
        String name,
        String kind,
        Mark mark,
        String host,
        String pool,
        String memory,
        int vcpus,
        String addresses,
        String load,
        String age,
        String note,
        boolean trouble) {

    static VmRow of(VmAdmin.Entry entry, Words words, Instant now) {
        var vm = entry.vm().vm();
        return new VmRow(
                vm.id().toString(),
                vm.name(),
                kind(entry, words),
                mark(entry, words),
                entry.host().orElse("–"),
                entry.pool().orElse("–"),
                words.memory(vm.memoryMiB()),
                vm.vcpus(),
                addresses(entry),
                load(entry, words),
                entry.load()
                        .map(load -> words.say("vm.load.age", Words.age(load.age())))
                        .orElse(""),
                vm.trouble().or(() -> uptime(entry, words, now)).orElse(""),
                vm.trouble().isPresent());
    }

    static String addresses(VmAdmin.Entry entry) {
        return entry.load().map(load -> String.join(", ", load.addresses())).orElse("");
    }

    /** {@code CPU 12 %, memory 340 MiB}, or as much of it as is known. */
    static String load(VmAdmin.Entry entry, Words words) {
        return Stream.concat(
                        entry.load().flatMap(VmLoad::cpuPercent).map(cpu -> words.say("vm.load.cpu", cpu)).stream(),
                        entry
                                .load()
                                .flatMap(VmLoad::memoryUsedMiB)
                                .map(used -> words.say("vm.load.memory", words.memory(used)))
                                .stream())
                .collect(Collectors.joining(", "));
    }

    static String kind(VmAdmin.Entry entry, Words words) {
        return switch (entry.vm().outfit().care().kind()) {
            case SERVER -> words.say("vm.kind.server");
            case DESKTOP -> words.say("vm.kind.desktop");
        };
    }

    /** Its state; of one that is being deleted, that. */
    static Mark mark(VmAdmin.Entry entry, Words words) {
        return entry.vm().upkeep().deleting()
                ? new Mark("busy", "s-busy", words.say("vm.deleting"))
                : Mark.vm(entry.vm().state().restName());
    }

    static Optional<String> uptime(VmAdmin.Entry entry, Words words, Instant now) {
        return switch (entry.vm().state()) {
            case VmState.Up _,
                    VmState.Paused _,
                    VmState.RebootInProgress _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.SavingState _,
                    VmState.PoweringDown _ ->
                Optional.of(entry.vm()
                                .upkeep()
                                .launched()
                                .orElse(entry.vm().state().since()))
                        .map(since -> words.say("vm.uptime", Words.age(Duration.between(since, now))));
            case VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> Optional.empty();
        };
    }
}
