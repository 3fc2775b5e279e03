package io.oriel.pool;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.ImageSource;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TemplateState;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.TemplateRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/** Golden images, in versions: those of one name are numbered from 1, and the highest that is ready is the latest. */
public final class Templates {
    private final EstateStore store;
    private final TemplateRows rows;
    private final TemplateImages images;
    private final TemplateFetching fetching;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    Templates(
            EstateStore store,
            TemplateRows rows,
            TemplateImages images,
            TemplateFetching fetching,
            TransactionTemplate transactions,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.images = images;
        this.fetching = fetching;
        this.transactions = transactions;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** All versions of all templates, by name, the newest first. */
    public List<Template> list() {
        return rows.list();
    }

    public Optional<Template> find(TemplateId id) {
        return rows.find(id);
    }

    /** All versions of one template, the newest first. */
    public List<Template> versions(String name) {
        return rows.versions(name);
    }

    /** The latest version of a template that is ready. */
    public Optional<Template> byName(String name) {
        return rows.versions(name).stream().filter(Template::ok).findFirst();
    }

    /** One version of a template. */
    public Optional<Template> byName(String name, int number) {
        return rows.versions(name).stream()
                .filter(template -> template.number() == number)
                .findFirst();
    }

    /** As {@link #importImage(NewTemplate, Path)}, a new template kept wherever there is room. */
    public Template importImage(String name, Path qcow2) {
        return importImage(NewTemplate.named(name), qcow2);
    }

    /** As {@link #importImage(NewTemplate, Path)}, a new template. */
    public Template importImage(String name, Path qcow2, Optional<StorageDomainId> storage) {
        return importImage(new NewTemplate(name, false, storage), qcow2);
    }

    /**
     * Makes a template of an image file: looks at its header, copies it to a host, and only then writes the row. Takes
     * as long as the copy; the name is held meanwhile.
     *
     * @throws PoolException INVALID (the name), ALREADY_EXISTS, BAD_IMAGE, NO_HOST, AGENT, NOT_FOUND (the storage domain)
     */
    public Template importImage(NewTemplate wanted, Path qcow2) {
        Rules.siteName("a template", wanted.name());
        long virtualBytes = TemplateImages.check(wanted.name(), qcow2);
        var id = TemplateId.random();
        var job = jobs.open(JobKind.TEMPLATE_IMPORT, id.value(), "import template " + wanted.name());
        try {
            return written(() -> {
                var made = copied(id, wanted, qcow2, virtualBytes);
                jobs.done(job);
                return made;
            });
        } catch (PoolException e) {
            jobs.failed(job, e.text());
            throw e;
        }
    }

    /**
     * Begins to take in an image that somebody sends. What cannot become this template is refused before the first byte.
     *
     * @param length of the image, as far as it was told
     * @param directory where the image waits; on a disk with room for it
     * @throws PoolException INVALID (the name), ALREADY_EXISTS, NO_HOST, NOT_FOUND (the storage domain), BAD_IMAGE (its size)
     */
    public ImageUpload upload(NewTemplate wanted, OptionalLong length, Path directory) {
        Rules.siteName("a template", wanted.name());
        images.storage(wanted.storage());
        if (!wanted.newVersion() && !rows.versions(wanted.name()).isEmpty()) {
            throw taken(wanted.name());
        }
        if (length.isPresent()) {
            if (length.getAsLong() > TemplateFetching.MOST_BYTES) {
                throw TemplateImages.badImage(
                        wanted.name(),
                        "it is larger than " + (TemplateFetching.MOST_BYTES >> 20) + " MiB, the most that is taken");
            }
            try {
                TemplateImages.room(wanted.name(), directory, length.getAsLong());
            } catch (IOException e) {
                throw new UncheckedIOException("the room in " + directory + " cannot be asked for", e);
            }
        }
        return new ImageUpload(wanted.name(), directory);
    }

    private Template copied(TemplateId id, NewTemplate wanted, Path qcow2, long virtualBytes) {
        int number = number(wanted);
        var storage = images.storage(wanted.storage());
        var disk = DiskId.random();
        var host = images.upload(wanted.name(), storage, storage.disk(disk), qcow2);
        var template = template(
                id,
                wanted.name(),
                number,
                disk,
                storage.id(),
                virtualBytes,
                TemplateState.OK,
                Optional.empty(),
                List.of());
        rows.insert(template);
        events.record(Event.of(Severity.NORMAL, "template " + template.word() + " was made on host " + host.name())
                .about(host.id()));
        return template;
    }

    /**
     * Begins to fetch a template's image by http or https. The template is locked until it is ready, and says how far it
     * has come; when that fails it is illegal and says why.
     *
     * @param directory where the image waits while it is looked at; on a disk with room for it
     * @throws PoolException INVALID (the name), ALREADY_EXISTS, NO_HOST, NOT_FOUND (the storage domain)
     */
    public Template fetch(NewTemplate wanted, ImageSource source, Path directory) {
        Rules.siteName("a template", wanted.name());
        var storage = images.storage(wanted.storage());
        var template = written(() -> {
            var locked = template(
                    TemplateId.random(),
                    wanted.name(),
                    number(wanted),
                    DiskId.random(),
                    storage.id(),
                    0,
                    TemplateState.LOCKED,
                    Optional.empty(),
                    List.of());
            rows.insert(locked);
            record(locked, "is fetched from " + source);
            jobs.open(JobKind.TEMPLATE_IMPORT, locked.id().value(), "import template " + locked.word());
            return locked;
        });
        fetching.begin(template, storage, source, directory);
        return template;
    }

    /**
     * Has a template made of a VM that is Down: copies of all its disks that stand alone. The VM stays as it is meanwhile and
     * lives on afterwards.
     *
     * @throws PoolException INVALID (the name), ALREADY_EXISTS, NOT_FOUND (VM, storage domain); IN_USE when the VM is not
     *     Down, has no disk, or has one that is just made or taken out; CONFLICT
     */
    public Template fromVm(NewTemplate wanted, VmId id) {
        Rules.siteName("a template", wanted.name());
        var source = store.vm(id).orElseThrow(() -> Rules.notFound("vm " + id));
        if (!source.resting()) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "vm " + source.vm().name() + " is " + source.state().word()
                            + "; a template is made of a vm that is down and not wanted to run");
        }
        if (source.upkeep().disk().use() == Use.MISSING) {
            throw new PoolException(
                    PoolException.Code.IN_USE, "vm " + source.vm().name() + " has no disk yet");
        }
        var chosen = wanted.storage().map(it -> images.storage(Optional.of(it)).id());
        var storage = chosen.orElse(source.upkeep().disk().storage());
        var disks = disks(source, chosen);
        return written(() -> {
            if (!rows.holdSource(id, source.vm().version())) {
                throw new PoolException(
                        PoolException.Code.CONFLICT,
                        "vm " + source.vm().name() + " has changed at the same time; look at it again");
            }
            var template = template(
                    TemplateId.random(),
                    wanted.name(),
                    number(wanted),
                    DiskId.random(),
                    storage,
                    virtualBytes(source),
                    TemplateState.LOCKED,
                    Optional.of(id),
                    disks);
            rows.insert(template);
            record(template, "is made of vm " + source.vm().name());
            jobs.open(JobKind.TEMPLATE_FROM_VM, template.id().value(), "make template " + template.word());
            return template;
        });
    }

    private static List<TemplateDisk> disks(TendedVm source, Optional<StorageDomainId> chosen) {
        return source.outfit().disks().stream()
                .map(disk -> {
                    if (!disk.made() || disk.fate().isPresent()) {
                        throw new PoolException(
                                PoolException.Code.IN_USE,
                                "disk " + disk.name() + " of vm " + source.vm().name()
                                        + " is being made or taken out; wait for the end of that");
                    }
                    return new TemplateDisk(
                            DiskId.random(),
                            disk.name(),
                            chosen.orElse(disk.storage()),
                            disk.bytes(),
                            Optional.of(disk.id()));
                })
                .toList();
    }

    private long virtualBytes(TendedVm source) {
        return switch (source.upkeep().build().source()) {
            case DiskSource.Blank(var bytes) -> bytes;
            case DiskSource.Thin(var of, var bytes) -> Math.max(bytes, size(Optional.of(of)));
            case DiskSource.Full(var of) -> size(of);
        };
    }

    private long size(Optional<TemplateId> of) {
        return of.flatMap(rows::find).map(Template::virtualBytes).orElse(0L);
    }

    /**
     * Has versions of templates deleted, and their images: all of these or none.
     *
     * @throws PoolException NOT_FOUND; IN_USE naming the pools and VMs that stand on one, or while one is being made
     */
    public void delete(List<TemplateId> ids) {
        transactions.executeWithoutResult(_ -> ids.forEach(this::deleteOne));
    }

    private void deleteOne(TemplateId id) {
        var template = rows.find(id).orElseThrow(() -> Rules.notFound("template " + id));
        if (!rows.delete(id)) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "template " + template.word() + " is being made or deleted; wait for the end of that");
        }
        var standing = rows.standingOn(id);
        if (!standing.isEmpty()) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "template " + template.word() + " cannot be deleted: on it stand " + String.join(", ", standing));
        }
        record(template, "is being deleted");
        jobs.open(JobKind.TEMPLATE_DELETE, id.value(), "delete template " + template.word());
    }

    /** The number of the new version, with the name held until the transaction ends. */
    private int number(NewTemplate wanted) {
        if (!rows.reserveName(wanted.name())) {
            throw taken(wanted.name());
        }
        int number = rows.nextNumber(wanted.name());
        if (number > 1 && !wanted.newVersion()) {
            throw taken(wanted.name());
        }
        return number;
    }

    private static PoolException taken(String name) {
        return new PoolException(
                PoolException.Code.ALREADY_EXISTS,
                "there is a template " + name + " already, or it is just being made; ask for a new version of it");
    }

    private Template template(
            TemplateId id,
            String name,
            int number,
            DiskId disk,
            StorageDomainId storage,
            long virtualBytes,
            TemplateState state,
            Optional<VmId> source,
            List<TemplateDisk> disks) {
        Instant now = clock.instant();
        int progress = state == TemplateState.OK ? 100 : 0;
        return new Template(
                id,
                name,
                number,
                disk,
                storage,
                virtualBytes,
                now,
                state,
                source,
                progress,
                Optional.empty(),
                now,
                disks);
    }

    private void record(Template template, String what) {
        events.record(Event.of(Severity.NORMAL, "template " + template.word() + " " + what));
    }

    private Template written(Supplier<Template> change) {
        var template = transactions.execute(_ -> change.get());
        if (template == null) {
            throw new IllegalStateException("nothing was made of a template");
        }
        return template;
    }
}
