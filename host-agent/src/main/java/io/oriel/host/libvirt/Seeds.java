package io.oriel.host.libvirt;

import io.oriel.host.api.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discs with which cloud-init in guests begins: {@code seeds/VM.iso} beside the images of the VM's first disk, so
 * that it is there wherever the VM goes. They may hold secrets: nobody but root and qemu's user reads them, and they go
 * before the VM's definition does, which is what names them.
 */
final class Seeds {
    private static final Logger log = LoggerFactory.getLogger(Seeds.class);
    private static final String SEEDS = "seeds";

    /** How the drive is known in a domain. */
    static final String ALIAS = "ua-seed";

    private Seeds() {}

    static Path file(VmSpec spec) {
        return Path.of(spec.bootDisk().orElseThrow().storage().path(), SEEDS).resolve(spec.id() + ".iso");
    }

    /** Makes the disc of a VM that is about to start, or removes one of an earlier start. */
    static void prepare(VmSpec spec) {
        var file = file(spec);
        try {
            if (spec.seed().isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
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
