package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.Domain;
import org.libvirt.DomainSnapshot;
import org.libvirt.LibvirtException;

/**
 * Snapshots inside a VM's qcow2 images, memory included when it runs.
 *
 * <p>What libvirt knows of a snapshot lies in a file beside the first disk's image, and libvirt is told of it only while
 * something is done with it: so a VM with snapshots may be forgotten, started on another host and moved while it runs,
 * which libvirt refuses for domains with snapshots of its own.
 */
final class Snapshots {
    private static final int REDEFINE = 1;
    private static final int ONLY_WHAT_LIBVIRT_KNOWS = 1 << 1;
    private static final int XML_SECURE = 1;

    private final Domains domains;

    Snapshots(Domains domains) {
        this.domains = domains;
    }

    Outcome create(VmId vm, UUID id) throws LibvirtException {
        return domains.longWhileHere(vm, domain -> {
            var file = file(domain, id);
            if (file.isEmpty()) {
                return withoutDisk(vm);
            }
            if (Files.exists(file.get(), LinkOption.NOFOLLOW_LINKS)) {
                return new Outcome.Done();
            }
            var snapshot = takenBefore(domain, id);
            if (snapshot.isEmpty()) {
                var wanted = Xml.root("domainsnapshot");
                wanted.add("name").text(id.toString());
                snapshot = Optional.of(domain.snapshotCreateXML(wanted.serialized(), 0));
            }
            return keep(snapshot.get(), file.get());
        });
    }

    /** One that was taken by an agent which was stopped before it could write the file. */
    private static Optional<DomainSnapshot> takenBefore(Domain domain, UUID id) throws LibvirtException {
        for (var name : domain.snapshotListNames()) {
            if (name.equals(id.toString())) {
                return Optional.of(domain.snapshotLookupByName(name));
            }
        }
        return Optional.empty();
    }

    private static Outcome keep(DomainSnapshot snapshot, Path file) throws LibvirtException {
        var temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            // it holds console passwords, expired ones
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, snapshot.getXMLDesc(XML_SECURE));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            snapshot.delete(ONLY_WHAT_LIBVIRT_KNOWS);
            return new Outcome.Done();
        } catch (IOException e) {
            snapshot.delete(0);
            return new Outcome.Failed("the snapshot cannot be noted in the storage domain: " + e.getMessage());
        } finally {
            snapshot.free();
        }
    }

    Outcome revert(VmId vm, UUID id) throws LibvirtException {
        return domains.longWhileHere(vm, domain -> {
            var known = known(domain, id);
            if (known.isEmpty()) {
                return new Outcome.Refused(Reason.NOT_FOUND, "the VM has no snapshot " + id);
            }
            var snapshot = known.get();
            try {
                domain.revertToSnapshot(snapshot);
                return new Outcome.Done();
            } finally {
                snapshot.delete(ONLY_WHAT_LIBVIRT_KNOWS);
                snapshot.free();
            }
        });
    }

    Outcome delete(VmId vm, UUID id) throws LibvirtException {
        return domains.longWhileHere(vm, domain -> {
            var known = known(domain, id);
            if (known.isEmpty()) {
                return new Outcome.Done();
            }
            var snapshot = known.get();
            try {
                snapshot.delete(0);
                Files.deleteIfExists(file(domain, id).orElseThrow());
                return new Outcome.Done();
            } catch (IOException e) {
                return new Outcome.Failed(
                        "the snapshot's note in the storage domain cannot be removed: " + e.getMessage());
            } finally {
                snapshot.free();
            }
        });
    }

    /** Tells libvirt of a snapshot; empty when there is none. */
    private static Optional<DomainSnapshot> known(Domain domain, UUID id) throws LibvirtException {
        var file = file(domain, id);
        if (file.isEmpty() || !Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            return takenBefore(domain, id);
        }
        try {
            return Optional.of(domain.snapshotCreateXML(Files.readString(file.get()), REDEFINE));
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE, "the snapshot's note in the storage domain cannot be read", e);
        }
    }

    /** Where a snapshot of this VM is noted; empty when it has no disk. */
    private static Optional<Path> file(Domain domain, UUID id) throws LibvirtException {
        return Xml.parse(domain.getXMLDesc(0)).child("devices").stream()
                .flatMap(devices -> devices.children("disk").stream())
                .filter(disk -> disk.attribute("device").equals("disk"))
                .flatMap(disk -> disk.child("source").stream())
                .map(source -> source.attribute("file"))
                .filter(image -> !image.isEmpty())
                .findFirst()
                .map(image -> Path.of(image).resolveSibling(Path.of(image).getFileName() + "." + id + ".snapshot"));
    }

    private static Outcome withoutDisk(VmId vm) {
        return new Outcome.Refused(Reason.INVALID, "the VM " + vm + " has no disk that could keep a snapshot");
    }
}
