package io.oriel.portal.admin;

import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.portal.page.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A VM as its own page shows it.
 *
 * @param doing what is being carried out for it; empty when nothing is
 * @param holder who holds it; empty when nobody does
 * @param nextStart the fields that wait for its next start; empty when none does
 */
record VmSheet(
        VmRow row,
        String description,
        List<Fact> facts,
        List<Disk> disks,
        List<Card> cards,
        List<Point> snapshots,
        List<VmButton> buttons,
        String doing,
        String holder,
        String nextStart,
        boolean pooled) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    record Fact(String name, String value) {}

    /** A disk; the first one has an empty id. */
    record Disk(String id, String name, String size, String storage, String state, boolean removable) {}

    record Card(String id, String mac, String network, String state, boolean removable) {}

    record Point(String id, String name, String when, String what, boolean made) {}

    /** The names that the sheet needs beside those of the entry. */
    record Names(Map<StorageDomainId, StorageDomain> storage, Map<?, String> networks) {
        String storage(StorageDomainId id) {
            var domain = storage.get(id);
            return domain == null ? id.toString() : domain.name();
        }

        String network(Object id) {
            var name = networks.get(id);
            return name == null ? id.toString() : name;
        }
    }

    /** @param may whether the person who looks may do it */
    static VmSheet of(VmAdmin.Entry entry, Names names, Words words, Instant now, Predicate<UseCase> may) {
        var vm = entry.vm();
        return new VmSheet(
                VmRow.of(entry, words, now),
                vm.outfit().care().description(),
                facts(entry, words, now),
                disks(entry, names, words),
                cards(entry, names, words),
                vm.outfit().snapshots().stream().map(it -> point(it, words)).toList(),
                VmButton.of(entry, words, may),
                doing(entry, words),
                vm.vm().assignedTo().map(Object::toString).orElse(""),
                String.join(", ", entry.needsRestart()),
                vm.vm().pool().isPresent());
    }

    static String minute(Instant at) {
        return MINUTE.format(at.atZone(ZoneId.systemDefault()));
    }

    private static List<Fact> facts(VmAdmin.Entry entry, Words words, Instant now) {
        var vm = entry.vm();
        var build = vm.upkeep().build();
        var care = vm.outfit().care();
        var boot = vm.outfit().starting().boot().order().stream()
                .map(device -> device.name().toLowerCase(Locale.ROOT))
                .toList();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(words.say("vm.kind"), VmRow.kind(entry, words)));
        facts.add(new Fact(words.say("vm.cluster"), entry.cluster()));
        facts.add(new Fact(words.say("vm.host"), entry.host().orElse("–")));
        VmRow.uptime(entry, words, now).ifPresent(up -> facts.add(new Fact(words.say("vm.runs"), up)));
        if (entry.load().isPresent()) {
            var age = words.say("vm.load.age", Words.age(entry.load().get().age()));
            facts.add(new Fact(words.say("vm.addresses"), said(VmRow.addresses(entry), age)));
            facts.add(new Fact(words.say("vm.load"), said(VmRow.load(entry, words), age)));
        }
        facts.add(new Fact(words.say("vm.vcpus"), String.valueOf(vm.vm().vcpus())));
        facts.add(new Fact(words.say("vm.memory"), words.memory(vm.vm().memoryMiB())));
        facts.add(new Fact(words.say("vm.heads"), String.valueOf(build.heads())));
        facts.add(new Fact(
                words.say("vm.hardware"),
                words.say("vm.hardware." + build.hardware().name().toLowerCase(Locale.ROOT))));
        facts.add(new Fact(words.say("vm.source"), source(entry, words)));
        entry.pool().ifPresent(pool -> facts.add(new Fact(words.say("vm.pool"), pool)));
        vm.vm().assignedTo().ifPresent(user -> facts.add(new Fact(words.say("vm.holder"), user.toString())));
        facts.add(new Fact(words.say("vm.boot"), String.join(", ", boot)));
        facts.add(new Fact(words.say("vm.guarded"), yes(care.guarded(), words)));
        facts.add(new Fact(words.say("vm.autoStart"), yes(care.autoStart(), words)));
        var continuity = care.continuity();
        continuity
                .priority()
                .ifPresent(it -> facts.add(new Fact(
                        words.say("vm.availability"),
                        words.say(continuity.lease() ? "vm.availability.lease" : "vm.availability.is", it))));
        facts.add(new Fact(
                words.say("vm.mobility"),
                words.say("vm.mobility." + continuity.mobility().name().toLowerCase(Locale.ROOT))));
        if (!entry.tags().isEmpty()) {
            facts.add(new Fact(words.say("vm.tags"), String.join(", ", entry.tags())));
        }
        facts.add(new Fact(words.say("vm.id"), vm.vm().id().toString()));
        return List.copyOf(facts);
    }

    private static String said(String what, String age) {
        return what.isEmpty() ? "–" : what + " (" + age + ")";
    }

    private static String yes(boolean is, Words words) {
        return words.say(is ? "form.yes" : "form.no");
    }

    private static String source(VmAdmin.Entry entry, Words words) {
        var template = entry.template().orElse("–");
        return switch (entry.vm().upkeep().build().source()) {
            case DiskSource.Blank _ -> words.say("vm.source.blank");
            case DiskSource.Thin _ -> words.say("vm.source.thin.of", template);
            case DiskSource.Full _ -> words.say("vm.source.full.of", template);
        };
    }

    private static List<Disk> disks(VmAdmin.Entry entry, Names names, Words words) {
        var first = entry.vm().upkeep().disk();
        var size = switch (entry.vm().upkeep().build().source()) {
            case DiskSource.Blank it -> words.bytes(it.bytes());
            case DiskSource.Thin it -> it.bytes() == 0 ? words.say("vm.disk.template") : words.bytes(it.bytes());
            case DiskSource.Full _ -> words.say("vm.disk.template");
        };
        var all = new ArrayList<Disk>();
        all.add(new Disk(
                "",
                words.say("vm.disk.first"),
                size,
                names.storage(first.storage()),
                words.say("vm.disk." + first.use().name().toLowerCase(Locale.ROOT)),
                false));
        for (var disk : entry.vm().outfit().disks()) {
            var state = disk.fate().isPresent()
                    ? "leaving"
                    : !disk.made() ? "missing" : disk.plugged() ? "plugged" : "unplugged";
            all.add(new Disk(
                    disk.id().toString(),
                    disk.name(),
                    words.bytes(disk.bytes()),
                    names.storage(disk.storage()),
                    words.say("vm.disk." + state),
                    disk.fate().isEmpty()));
        }
        return List.copyOf(all);
    }

    private static List<Card> cards(VmAdmin.Entry entry, Names names, Words words) {
        return entry.vm().outfit().nics().stream()
                .map(nic -> new Card(
                        nic.id().toString(),
                        nic.mac(),
                        nic.network().map(names::network).orElseGet(() -> words.say("vm.network.own")),
                        words.say(
                                nic.leaving()
                                        ? "vm.disk.leaving"
                                        : nic.plugged() ? "vm.disk.plugged" : "vm.disk.unplugged"),
                        !nic.leaving()))
                .toList();
    }

    private static Point point(Snapshot snapshot, Words words) {
        var made = snapshot.stage() == Snapshot.Stage.MADE;
        var key = switch (snapshot.stage()) {
            case WANTED -> "vm.snapshot.wanted";
            case MADE -> snapshot.memory() ? "vm.snapshot.memory" : "vm.snapshot.disks";
            case UNWANTED -> "vm.snapshot.unwanted";
        };
        return new Point(snapshot.id().toString(), snapshot.name(), minute(snapshot.asked()), words.say(key), made);
    }

    private static String doing(VmAdmin.Entry entry, Words words) {
        var command = entry.vm().upkeep().command().map(it -> it.kind().name());
        var asked = entry.vm().upkeep().errand().map(it -> it.kind().name());
        var word = command.or(() -> asked).map(it -> Words.state(it.toLowerCase(Locale.ROOT)));
        return word.map(it -> entry.progress()
                        .map(percent -> words.say("vm.doing.percent", it, percent))
                        .orElseGet(() -> words.say("vm.doing", it)))
                .orElse("");
    }
}
