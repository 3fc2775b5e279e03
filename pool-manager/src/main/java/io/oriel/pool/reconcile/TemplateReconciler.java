package io.oriel.pool.reconcile;

import io.oriel.host.api.DiskRef;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.plan.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides who makes the images of a template from a VM's disks, who deletes those of a deleted one, and what is given up. */
final class TemplateReconciler {
    /** What nobody has worked on for so long is given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private TemplateReconciler() {}

    static List<Action> plan(Estate estate, Alarm alarm) {
        var actions = new ArrayList<Action>();
        estate.templates().values().stream()
                .sorted(Comparator.comparing(Template::word))
                .forEach(template -> turn(template, estate, alarm).ifPresent(actions::add));
        return actions;
    }

    private static Optional<Action> turn(Template template, Estate estate, Alarm alarm) {
        return switch (template.state()) {
            case OK, ILLEGAL -> Optional.empty();
            case LOCKED ->
                alarm.due(template.touched().plus(PATIENCE))
                        ? Optional.of(new Action.SpoilTemplate(
                                template,
                                template.source().isPresent()
                                        ? "no host that sees its disks, old and new, was up to copy them"
                                        : "the control plane that fetched it has gone"))
                        : template.source().map(estate.vms()::get).flatMap(source -> copy(template, source, estate));
            case DELETING -> drop(template, estate);
        };
    }

    private static Optional<Action> drop(Template template, Estate estate) {
        var storages = Stream.concat(
                        Stream.of(template.storage()), template.disks().stream().map(TemplateDisk::storage))
                .toList();
        var images = Stream.concat(
                        image(template.disk(), template.storage(), estate).stream(),
                        template.disks().stream().flatMap(disk -> image(disk.id(), disk.storage(), estate).stream()))
                .toList();
        return reaching(storages, estate).stream()
                .findFirst()
                .map(host -> new Action.DropTemplate(template, images, host));
    }

    private static Optional<Action> copy(Template template, TendedVm source, Estate estate) {
        var disk = source.upkeep().disk();
        if (source.vm().host().isPresent() || source.busy() || disk.use() == Use.MISSING) {
            return Optional.empty();
        }
        var copies = new ArrayList<Copy>();
        copies.add(new Copy(disk.id(), disk.storage(), template.disk(), template.storage()));
        for (var target : template.disks()) {
            var from = target.source().flatMap(source.outfit()::disk);
            if (from.isEmpty()) {
                return Optional.empty();
            }
            copies.add(new Copy(from.get().id(), from.get().storage(), target.id(), target.storage()));
        }
        // The host it ran on knows best whether it still runs.
        var hosts = reaching(copies.stream().flatMap(Copy::storages).toList(), estate);
        var last = source.upkeep().lastHost();
        var host = hosts.stream()
                .filter(it -> last.filter(it.id()::equals).isPresent())
                .findFirst()
                .or(() -> hosts.stream().findFirst());
        var images =
                copies.stream().flatMap(copy -> copy.images(estate).stream()).toList();
        return host.filter(_ -> images.size() == copies.size())
                .map(on -> new Action.MakeTemplate(template, images, on));
    }

    private record Copy(DiskId from, StorageDomainId fromStorage, DiskId to, StorageDomainId toStorage) {
        Stream<StorageDomainId> storages() {
            return Stream.of(fromStorage, toStorage);
        }

        Optional<Action.ImageCopy> images(Estate estate) {
            return image(from, fromStorage, estate)
                    .flatMap(
                            source -> image(to, toStorage, estate).map(target -> new Action.ImageCopy(source, target)));
        }
    }

    private static List<Host> reaching(List<StorageDomainId> storages, Estate estate) {
        return estate.hostsUp().stream()
                .filter(host ->
                        storages.stream().allMatch(storage -> estate.site().reaches(host, storage)))
                .toList();
    }

    private static Optional<DiskRef> image(DiskId disk, StorageDomainId storage, Estate estate) {
        return Optional.ofNullable(estate.site().storage().get(storage)).map(domain -> domain.disk(disk));
    }
}
