package io.oriel.host.libvirt;

import io.oriel.host.api.VmSpec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discs with which cloud-init in guests begins: {@code seeds/VM.HOST.iso} beside the images of the VM's first disk, so
 * that it is there wherever the VM goes. They may hold secrets: nobody but root and qemu's user reads them, and they go
 * before the VM's definition does, which is what names them.
 *
 * <p>Each host has a name of its own for them: one that was lost and cleans up late does not take away what the VM
 * started with elsewhere. What it left for good is removed by the host on which the VM runs next.
 */
final class Seeds {
    private static final Logger log = LoggerFactory.getLogger(Seeds.class);
    private static final String SEEDS = "seeds";

    /** How the drive is known in a domain. */
    static final String ALIAS = "ua-seed";

    private final UUID host;

    /** @param host the same after every start, and no other host's */
    Seeds(UUID host) {
        this.host = host;
    }

    Path file(VmSpec spec) {
        return directory(spec).resolve(spec.id() + "." + host + ".iso");
    }

    private static Path directory(VmSpec spec) {
        return Path.of(spec.bootDisk().orElseThrow().storage().path(), SEEDS);
    }

    /** Makes the disc of a VM that is about to start. */
    void prepare(VmSpec spec) {
        if (spec.seed().isEmpty()) {
            return;
        }
        var file = file(spec);
        try {
            Storage.directory(file.resolveSibling(""));
            var temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(temporary, SeedDisc.of(spec.seed().get()));
            Storage.force(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE,
                    "the seed for cloud-init cannot be written to " + file.resolveSibling("") + ": see that there is"
                            + " room and that root may write there",
                    e);
        }
    }

    /** Removes what earlier starts of a VM left. It runs here now, holding its disks, so nowhere else. */
    void removeOthers(VmSpec spec) {
        var directory = directory(spec);
        if (!Files.isDirectory(directory)) {
            return;
        }
        var own = spec.seed().map(_ -> file(spec));
        try (var files = Files.newDirectoryStream(directory, spec.id() + ".*.iso")) {
            for (var file : files) {
                if (!own.equals(Optional.of(file))) {
                    discard(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.atWarn().addKeyValue("vm", spec.id()).setCause(e).log("earlier seeds for cloud-init are not removed");
        }
    }

    static boolean isSeed(Xml drive) {
        return drive.child("alias")
                .filter(alias -> alias.attribute("name").equals(ALIAS))
                .isPresent();
    }

    /** The disc in a domain's drive. */
    static Optional<Path> of(Domain domain) throws LibvirtException {
        return Xml.parse(domain.getXMLDesc(0)).child("devices").stream()
                .flatMap(devices -> devices.children("disk").stream())
                .filter(Seeds::isSeed)
                .flatMap(drive -> drive.child("source").stream())
                .map(source -> Path.of(source.attribute("file")))
                .findFirst();
    }

    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).setCause(e).log("a VM's seed for cloud-init is not removed");
        }
    }
}
