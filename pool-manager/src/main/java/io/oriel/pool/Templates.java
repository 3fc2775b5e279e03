package io.oriel.pool;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Outcome;
import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.TemplateRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.transaction.support.TransactionTemplate;

/** Golden images. */
public final class Templates {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final EstateStore store;
    private final TemplateRows rows;
    private final TransactionTemplate transactions;
    private final Connections connections;
    private final Events events;
    private final Jobs jobs;
    private final Clock clock;

    Templates(
            EstateStore store,
            TemplateRows rows,
            TransactionTemplate transactions,
            Connections connections,
            Events events,
            Jobs jobs,
            Clock clock) {
        this.store = store;
        this.rows = rows;
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** All templates, by name. */
    public List<Template> list() {
        return store.templates();
    }

    public Optional<Template> find(TemplateId id) {
        return rows.find(id);
    }

    public Optional<Template> byName(String name) {
        return rows.versions(name).stream().filter(Template::ok).findFirst();
    }

    /**
     * Makes a template of an image file: looks at its header, copies it to a host, and only then writes the row. Takes
     * as long as the copy; the name is held meanwhile.
     *
     * @throws PoolException INVALID (the name), ALREADY_EXISTS, BAD_IMAGE, NO_HOST, AGENT
     */
    public Template importImage(String name, Path qcow2) {
        return importImage(name, qcow2, Optional.empty());
    }

    /**
     * As {@link #importImage(String, Path)}.
     *
     * @param storage where the image is kept; empty: the first storage domain that a host which is Up sees, a shared one
     *     before others
     * @throws PoolException as above; NOT_FOUND (the storage domain)
     */
    public Template importImage(String name, Path qcow2, Optional<StorageDomainId> storage) {
        if (!NAME.matcher(name).matches()) {
            throw new PoolException(
                    PoolException.Code.INVALID,
                    "a template's name has 1 to 63 letters, digits, '.', '_' and '-', and begins with a letter or digit");
        }
        long virtualBytes = check(name, qcow2);
        var id = TemplateId.random();
        var job = jobs.open(JobKind.TEMPLATE_IMPORT, id.value(), "import template " + name);
        try {
            var template = transactions.execute(_ -> {
                var made = copy(id, name, qcow2, virtualBytes, storage);
                jobs.done(job);
                return made;
            });
            if (template == null) {
                throw new IllegalStateException("the import gave no template");
            }
            return template;
        } catch (PoolException e) {
            jobs.failed(job, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static long check(String name, Path qcow2) {
        try {
            return switch (Qcow2Header.check(qcow2)) {
                case ImageCheck.Plain plain -> plain.virtualSize();
                case ImageCheck.Rejected(var reason) -> throw badImage(name, reason);
            };
        } catch (IOException e) {
            throw new PoolException(
                    PoolException.Code.BAD_IMAGE, "the image of template " + name + " cannot be read", e);
        }
    }

    private Template copy(TemplateId id, String name, Path qcow2, long virtualBytes, Optional<StorageDomainId> wanted) {
        if (!rows.reserveName(name) || !rows.versions(name).isEmpty()) {
            throw new PoolException(
                    PoolException.Code.ALREADY_EXISTS,
                    "there is a template " + name + " already, or it is just being made");
        }
        var storage = storage(wanted);
        var host = taker(storage)
                .orElseThrow(() -> new PoolException(
                        PoolException.Code.NO_HOST,
                        "no host that sees storage domain " + storage.name() + " is up to take the image"));
        var disk = DiskId.random();
        upload(name, host, storage.disk(disk), qcow2);
        var template = new Template(id, name, disk, storage.id(), virtualBytes, clock.instant());
        rows.insert(template);
        events.record(Event.of(Severity.NORMAL, "template " + name + " was made on host " + host.name())
                .about(host.id()));
        return template;
    }

    private StorageDomain storage(Optional<StorageDomainId> wanted) {
        var all = store.site().storage();
        return wanted.map(id -> Rules.one(List.copyOf(all.values()), StorageDomain::id, id, "storage domain"))
                .or(() -> all.values().stream()
                        .filter(domain -> taker(domain).isPresent())
                        .min(Comparator.comparing((StorageDomain domain) -> !domain.shared())
                                .thenComparing(StorageDomain::name)))
                .orElseThrow(() -> new PoolException(
                        PoolException.Code.NO_HOST, "no host with a storage domain is up to take the image"));
    }

    private Optional<Host> taker(StorageDomain storage) {
        var site = store.site();
        return store.hosts().stream()
                .filter(host -> host.up() && site.reaches(host, storage.id()))
                .findFirst();
    }

    private void upload(String name, Host host, DiskRef disk, Path qcow2) {
        Outcome outcome;
        try {
            outcome = connections.to(host).upload(disk, qcow2);
        } catch (AgentException e) {
            throw new PoolException(
                    PoolException.Code.AGENT, "host " + host.name() + " did not take the image: " + e.getMessage(), e);
        }
        switch (outcome) {
            case Outcome.Done() -> {}
            case Outcome.Refused refused -> {
                if (refused.reason() == Outcome.Reason.BAD_IMAGE) {
                    throw badImage(name, refused.message());
                }
                throw notTaken(host, refused.message());
            }
            case Outcome.Failed(var message) -> throw notTaken(host, message);
            case Outcome.Unsupported(var command) -> throw notTaken(host, "its agent does not know " + command);
        }
    }

    private static PoolException badImage(String name, String reason) {
        return new PoolException(
                PoolException.Code.BAD_IMAGE, "the file cannot become template " + name + ": " + reason);
    }

    private static PoolException notTaken(Host host, String why) {
        return new PoolException(PoolException.Code.AGENT, "host " + host.name() + " did not take the image: " + why);
    }
}
