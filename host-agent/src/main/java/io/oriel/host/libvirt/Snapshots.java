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
import org.libvirt.Error.ErrorNumber;
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
    private final String displayListen;

    /** @param displayListen where displays listen on this host */
    Snapshots(Domains domains, String displayListen) {
        this.domains = domains;
        this.displayListen = displayListen;
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
            forget(snapshot);
            return new Outcome.Done();
        } catch (IOException e) {
            snapshot.delete(0);
            return new Outcome.Failed("the snapshot cannot be noted in the storage domain: " + e.getMessage());
        } finally {
            snapshot.free();
        }
    }

    /** Has libvirt know nothing of it. A driver that cannot forget it without losing it knows it on: no harm is done. */
    private static void forget(DomainSnapshot snapshot) throws LibvirtException {
        try {
            snapshot.delete(ONLY_WHAT_LIBVIRT_KNOWS);
        } catch (LibvirtException e) {
            if (LibvirtFault.of(e).number() != ErrorNumber.VIR_ERR_INVALID_ARG) {
                throw e;
            }
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
                forget(snapshot);
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
    private Optional<DomainSnapshot> known(Domain domain, UUID id) throws LibvirtException {
        var file = file(domain, id);
        if (file.isEmpty() || !Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            return takenBefore(domain, id);
        }
        try {
            return Optional.of(domain.snapshotCreateXML(toThisHost(Files.readString(file.get())), REDEFINE));
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE, "the snapshot's note in the storage domain cannot be read", e);
        }
    }

    /** The VM may have moved since: its displays would listen where they did. A disc that is gone is taken out. */
    private String toThisHost(String note) {
        var snapshot = Xml.parse(note);
        for (var graphics : snapshot.all("graphics")) {
            if (!graphics.attribute("listen").isEmpty()) {
                graphics.with("listen", displayListen);
            }
            graphics.children("listen").stream()
                    .filter(listen -> listen.attribute("type").equals("address"))
                    .forEach(listen -> listen.with("address", displayListen));
        }
        snapshot.all("disk").stream()
                .filter(disk -> disk.attribute("device").equals("cdrom"))
                .forEach(drive -> drive.child("source")
                        .filter(disc -> !Files.exists(Path.of(disc.attribute("file"))))
                        .ifPresent(drive::remove));
        return snapshot.serialized();
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
