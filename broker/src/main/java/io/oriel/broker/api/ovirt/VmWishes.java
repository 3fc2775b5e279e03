package io.oriel.broker.api.ovirt;

import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.StorageAdmin;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.VmWish;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what is said of a VM. Things are named by ids or names; our operations know them by names. */
final class VmWishes {
    private static final long MIB = 1024 * 1024;
    private static final long GIB = 1024 * MIB;

    /** oVirt's "Low", which it takes for a highly available VM of which nothing else is said. */
    private static final int LOW_PRIORITY = 1;

    private static final String[] FIELDS = {
        "bios",
        "cpu",
        "delete_protected",
        "description",
        "display",
        "high_availability",
        "initialization",
        "memory",
        "memory_policy",
        "name",
        "os",
        "placement_policy",
        "stateless",
        "type"
    };

    private final ClusterAdmin clusters;
    private final TemplateAdmin templates;
    private final HostAdmin hosts;
    private final StorageAdmin storage;

    VmWishes(ClusterAdmin clusters, TemplateAdmin templates, HostAdmin hosts, StorageAdmin storage) {
        this.clusters = clusters;
        this.templates = templates;
        this.hosts = hosts;
        this.storage = storage;
    }

    /**
     * A VM to be made, of a template or of the one called Blank.
     *
     * <p>Every VM here has a first disk. One of Blank gets the first of the {@code disk_attachments} that are said with it,
     * else an empty one of 1 GiB, which takes no room until it is written to; so a VM that gets its disks later starts too.
     */
    VmWish made(Ask ask, Body body) {
        var all = new ArrayList<>(List.of(FIELDS));
        all.addAll(List.of("cluster", "template", "disk_attachments", "vm_pool"));
        body.only(all.toArray(String[]::new));
        var template = template(ask, body);
        var disks = new ArrayList<>(body.many("disk_attachments", "disk_attachment").orElse(List.of()).stream()
                .map(it -> disk(ask, it))
                .toList());
        var first = template.isPresent()
                ? Optional.<VmWish.Disk>empty()
                : Optional.of(disks.isEmpty() ? new VmWish.Disk("disk", GIB, Optional.empty()) : disks.removeFirst());
        var cluster = body.part("cluster")
                .map(it -> named(
                        it,
                        clusters.list(ask.actor()),
                        one -> one.cluster().id(),
                        one -> one.cluster().name()));
        return wish(
                body,
                new VmWish.Place(
                        cluster,
                        host(ask, body),
                        template,
                        ask.yes("clone"),
                        first.flatMap(VmWish.Disk::storage),
                        first.map(VmWish.Disk::bytes)),
                Optional.of(disks));
    }

    /** What is to be changed of a VM. */
    VmWish changed(Ask ask, Body body) {
        body.only(FIELDS);
        return wish(
                body,
                new VmWish.Place(
                        Optional.empty(), host(ask, body), Optional.empty(), false, Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    /** What is to lie in the drive. @param cd {@code STORAGE/FILE}; an empty text: nothing */
    static VmWish cd(String cd) {
        var wish = wish(
                Body.NOTHING,
                new VmWish.Place(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty());
        return new VmWish(
                wish.name(),
                wish.place(),
                wish.machine(),
                new VmWish.Begin(Optional.empty(), Optional.empty(), Optional.of(cd), Optional.empty()),
                wish.words(),
                wish.nics(),
                wish.disks(),
                wish.wrong());
    }

    private static VmWish wish(Body body, VmWish.Place place, Optional<List<VmWish.Disk>> disks) {
        body.fixed("stateless", "false");
        return new VmWish(
                body.at("name"),
                place,
                new VmWish.Machine(
                        processors(body),
                        body.number("memory").map(it -> it / MIB),
                        Optional.empty(),
                        body.small("display", "monitors")),
                new VmWish.Begin(
                        VmSheets.order(body),
                        body.yes("bios", "boot_menu", "enabled"),
                        Optional.empty(),
                        body.at("initialization", "custom_script")
                                .map(it -> new CloudInit(Optional.empty(), it, Optional.empty()))),
                new VmWish.Words(
                        body.at("type").map(it -> switch (it) {
                            case "desktop" -> VmKind.DESKTOP;
                            case "server" -> VmKind.SERVER;
                            default -> throw Body.wrong("type", "word", "is desktop or server");
                        }),
                        body.words("description"),
                        body.yes("delete_protected"),
                        Optional.empty(),
                        availability(body),
                        Optional.empty()),
                Optional.empty(),
                disks,
                List.of());
    }

    private static VmWish.Availability availability(Body body) {
        var priority = body.yes("high_availability", "enabled")
                .map(enabled -> enabled
                        ? body.small("high_availability", "priority").orElse(LOW_PRIORITY)
                        : VmWish.Availability.NOT_AVAILABLE);
        return new VmWish.Availability(priority, Optional.empty(), Optional.empty());
    }

    /** All of them are sockets here. */
    private static Optional<Integer> processors(Body body) {
        return body.part("cpu").flatMap(it -> it.part("topology")).map(it -> {
            long count = it.number("sockets").orElse(1L)
                    * it.number("cores").orElse(1L)
                    * it.number("threads").orElse(1L);
            return (int) Math.clamp(count, 0, Integer.MAX_VALUE);
        });
    }

    private Optional<String> template(Ask ask, Body body) {
        return body.part("template")
                .filter(it -> !it.at("id").equals(Optional.of(TemplatesController.BLANK.toString()))
                        && !it.at("name").equals(Optional.of(TemplatesController.BLANK_NAME)))
                .map(it -> it.at("id")
                        .map(id -> Ask.one(
                                        templates.list(ask.actor()),
                                        one -> one.id().value(),
                                        "template",
                                        id)
                                .id()
                                .toString())
                        .orElseGet(() -> it.at("name").orElse("")));
    }

    private Optional<String> host(Ask ask, Body body) {
        return body.part("placement_policy")
                .flatMap(it -> it.many("hosts", "host"))
                .map(all -> all.isEmpty()
                        ? ""
                        : named(
                                all.getFirst(),
                                hosts.list(ask.actor()),
                                it -> it.host().id(),
                                it -> it.host().name()));
    }

    /** A disk as a {@code disk_attachment} says it. */
    VmWish.Disk disk(Ask ask, Body attachment) {
        attachment.only("active", "bootable", "disk", "interface", "name", "pass_discard");
        attachment.fixed("interface", "virtio", "virtio_scsi");
        attachment.fixed("active", "true");
        var disk = attachment
                .part("disk")
                .orElseThrow(() -> Body.wrong("disk", "required", "is required"))
                .only(
                        "alias",
                        "description",
                        "format",
                        "id",
                        "name",
                        "provisioned_size",
                        "sparse",
                        "storage_domains",
                        "wipe_after_delete");
        disk.fixed("format", "cow").fixed("sparse", "true").fixed("wipe_after_delete", "false");
        var bytes = disk.number("provisioned_size")
                .orElseThrow(() -> Body.wrong("provisioned_size", "required", "is required, in bytes"));
        var domain = disk.many("storage_domains", "storage_domain").stream()
                .flatMap(List::stream)
                .findFirst()
                .map(it -> named(
                        it,
                        storage.list(ask.actor()),
                        one -> one.domain().id(),
                        one -> one.domain().name()));
        return new VmWish.Disk(disk.at("name").or(() -> disk.at("alias")).orElse("disk"), bytes, domain);
    }

    /** The name of what a body names by its id or its name. A name is looked for by the operation. */
    static <T> String named(Body body, List<T> all, Function<T, ?> id, Function<T, String> name) {
        return body.at("id")
                .map(wanted -> all.stream()
                        .filter(it -> id.apply(it).toString().equals(wanted))
                        .map(name)
                        .findFirst()
                        .orElseThrow(() -> Body.wrong(body.name(), "unknown", "has no such id")))
                .or(() -> body.at("name"))
                .orElseThrow(() -> Body.wrong(body.name(), "required", "is named by its id or its name"));
    }
}
