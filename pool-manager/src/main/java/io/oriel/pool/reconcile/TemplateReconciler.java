package io.oriel.pool.reconcile;

import io.oriel.host.api.DiskRef;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.plan.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides who makes the image of a template from a VM's disk, who deletes that of a deleted one, and what is given up. */
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
                                        ? "no host that sees both disks was up to copy it"
                                        : "the control plane that fetched it has gone"))
                        : template.source().map(estate.vms()::get).flatMap(source -> copy(template, source, estate));
            case DELETING ->
                image(template.disk(), template.storage(), estate)
                        .flatMap(image -> reaching(template.storage(), estate).stream()
                                .findFirst()
                                .map(host -> new Action.DropTemplate(template, image, host)));
        };
    }

    private static Optional<Action> copy(Template template, TendedVm source, Estate estate) {
        var disk = source.upkeep().disk();
        if (source.vm().host().isPresent() || source.busy() || disk.use() == Use.MISSING) {
            return Optional.empty();
        }
        // The host it ran on knows best whether it still runs.
        var hosts = reaching(disk.storage(), estate).stream()
                .filter(host -> estate.site().reaches(host, template.storage()))
                .toList();
        var last = source.upkeep().lastHost();
        var host = hosts.stream()
                .filter(it -> last.filter(it.id()::equals).isPresent())
                .findFirst()
                .or(() -> hosts.stream().findFirst());
        return host.flatMap(on -> image(disk.id(), disk.storage(), estate)
                .flatMap(from -> image(template.disk(), template.storage(), estate)
                        .map(to -> new Action.MakeTemplate(template, from, to, on))));
    }

    private static List<Host> reaching(StorageDomainId storage, Estate estate) {
        return estate.hostsUp().stream()
                .filter(host -> estate.site().reaches(host, storage))
                .toList();
    }

    private static Optional<DiskRef> image(DiskId disk, StorageDomainId storage, Estate estate) {
        return Optional.ofNullable(estate.site().storage().get(storage)).map(domain -> domain.disk(disk));
    }
}
