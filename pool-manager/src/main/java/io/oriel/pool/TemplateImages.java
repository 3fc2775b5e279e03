package io.oriel.pool;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Outcome;
import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import io.oriel.pool.apply.Connections;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.image.Download;
import io.oriel.pool.store.EstateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at image files and brings them to a host. */
final class TemplateImages {
    private final EstateStore store;
    private final Connections connections;

    TemplateImages(EstateStore store, Connections connections) {
        this.store = store;
        this.connections = connections;
    }

    /** The size of the disk that a guest will see; refuses what may not become a template. */
    static long check(String name, Path qcow2) {
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

    StorageDomain storage(Optional<StorageDomainId> wanted) {
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

    /** Copies the file to a host that sees the storage domain, and gives that host. */
    Host upload(String name, StorageDomain storage, DiskRef disk, Path qcow2) {
        var host = taker(storage)
                .orElseThrow(() -> new PoolException(
                        PoolException.Code.NO_HOST,
                        "no host that sees storage domain " + storage.name() + " is up to take the image"));
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
        return host;
    }

    /**
     * Refuses an image for which there is no room on the control plane's disk.
     *
     * @param bytes as far as they are known
     */
    static void room(String name, Path directory, long bytes) throws IOException {
        var there = directory.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        long free = Files.getFileStore(there).getUsableSpace();
        if (bytes > free - Download.RESERVE) {
            throw badImage(
                    name,
                    "it needs more room than the control plane's disk has, of which " + (free >> 20) + " MiB are free");
        }
    }

    static PoolException badImage(String name, String reason) {
        return new PoolException(
                PoolException.Code.BAD_IMAGE, "the file cannot become template " + name + ": " + reason);
    }

    private static PoolException notTaken(Host host, String why) {
        return new PoolException(PoolException.Code.AGENT, "host " + host.name() + " did not take the image: " + why);
    }
}
