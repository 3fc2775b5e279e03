package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CopyDisk;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import io.oriel.host.local.Heard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCopiesTest {
    private static final Outcome DONE = new Outcome.Done();
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final int SIZE = 8 << 20;

    @TempDir
    Path directory;

    private final Heard heard = new Heard();
    private Storage images;
    private DiskCopies copies;
    private StorageRef storage;
    private StorageRef other;

    @BeforeEach
    void prepare() {
        var qemuImg = qemuImg();
        var audience = new Audience();
        audience.add(heard);
        images = new Storage(qemuImg);
        copies = new DiskCopies(qemuImg, audience, UUID.randomUUID());
        storage = new StorageRef(UUID.randomUUID(), directory.resolve("one").toString());
        other = new StorageRef(UUID.randomUUID(), directory.resolve("two").toString());
        assertThat(images.prepare(storage)).isEqualTo(DONE);
        assertThat(images.prepare(other)).isEqualTo(DONE);
    }

    private static QemuImg qemuImg() {
        try {
            return new QemuImg();
        } catch (HypervisorException e) {
            return Needs.abort("libvirt", "copies need qemu-img: " + e.getMessage());
        }
    }

    @Test
    void aCopyOfACloneHasAllOfItAndGoesToAnotherDomain() throws Exception {
        // Given a clone on a base with something in it
        var base = filled();
        var clone = create(Optional.of(base), 0);
        var command = copy(clone, new DiskRef(other, UUID.randomUUID()));

        // When
        var outcome = run(command);

        // Then
        assertThat(outcome).isEqualTo(DONE);
        assertThat(said("compare", "-f", "qcow2", "-F", "qcow2", file(clone), file(command.to())))
                .contains("identical");
        assertThat(said("info", file(command.to()))).doesNotContain("backing");
        assertThat(Files.getPosixFilePermissions(Storage.file(command.to())))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(heard.progress)
                .extracting(HostEvent.Progress::percent)
                .isSorted()
                .contains(100);
        assertThat(Path.of(other.path(), "images")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whatAKilledAgentLeftIsThrownAwayWithItsWriter() throws Exception {
        // Given half a copy under its hidden name, and a program that has it in its arguments still
        var command = copy(filled(), new DiskRef(other, UUID.randomUUID()));
        var left = copies.temporary(command.to());
        Files.writeString(left, "half");
        var writer = new ProcessBuilder("/bin/sh", "-c", "read never", left.toString()).start();

        // When
        var outcome = run(command);

        // Then
        assertThat(outcome).isEqualTo(DONE);
        assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(left).doesNotExist();
        assertThat(said("check", "-f", "qcow2", file(command.to()))).contains("No errors");
    }

    @Test
    void anImageThatAVmElsewhereWritesIsNotCopied() throws Exception {
        // Given a writer that locks it, as qemu on another host does
        var disk = filled();
        var command = copy(disk, new DiskRef(other, UUID.randomUUID()));
        var writer = new ProcessBuilder("qemu-io", "-f", "qcow2", file(disk)).start();
        var io = writer.getOutputStream();
        io.write("read 0 512\n".getBytes(StandardCharsets.US_ASCII));
        io.flush();
        assertThat(writer.getInputStream().read()).isPositive();

        // When
        var outcome = run(command);
        writer.destroy();

        // Then
        assertThat(reason(outcome)).isEqualTo(Reason.BUSY);
        assertThat(Storage.file(command.to())).doesNotExist();
        assertThat(Path.of(other.path(), "images")).isEmptyDirectory();
    }

    @Test
    void A18_aChainThatLeavesTheStorageDomainsIsNotFollowed() throws Exception {
        // Given an image whose base is a file of the host's
        var secret = directory.resolve("secret.qcow2");
        assertThat(said("create", "-q", "-f", "qcow2", secret.toString(), "1M")).isEmpty();
        var disk = new DiskRef(storage, UUID.randomUUID());
        assertThat(said("create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", secret.toString(), file(disk)))
                .isEmpty();

        // When
        var outcome = run(copy(disk, new DiskRef(storage, UUID.randomUUID())));

        // Then
        assertThat(reason(outcome)).isEqualTo(Reason.BAD_IMAGE);
        try (var files = Files.list(Path.of(storage.path(), "images"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aChainThatIsARingOrBrokenIsRefused() throws Exception {
        // Given an image that stands on one that is gone, and one that stands on itself
        var base = filled();
        var clone = create(Optional.of(base), 0);
        Files.delete(Storage.file(base));
        var ring = create(Optional.empty(), 1 << 20);
        said("rebase", "-u", "-f", "qcow2", "-F", "qcow2", "-b", ring.disk() + ".qcow2", file(ring));

        // When, Then
        assertThat(reason(run(copy(clone, new DiskRef(storage, UUID.randomUUID())))))
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(run(copy(ring, new DiskRef(storage, UUID.randomUUID())))))
                .isEqualTo(Reason.BAD_IMAGE);
    }

    @Test
    void aQuarantinedImageTakesItsSnapshotsNotesAlong() throws Exception {
        // Given
        var disk = filled();
        var note = Storage.file(disk).resolveSibling(disk.disk() + ".qcow2." + UUID.randomUUID() + ".snapshot");
        Files.writeString(note, "<domainsnapshot/>");

        // When
        var outcome = StorageContents.quarantine(disk);

        // Then
        assertThat(outcome).isEqualTo(DONE);
        var quarantine = Path.of(storage.path(), "quarantine");
        assertThat(quarantine.resolve(disk.disk() + ".qcow2")).exists();
        assertThat(quarantine.resolve(note.getFileName())).exists();
        assertThat(Path.of(storage.path(), "images")).isEmptyDirectory();
        assertThat(StorageContents.report(storage).quarantined())
                .singleElement()
                .satisfies(image -> assertThat(image.virtualBytes()).isEqualTo(SIZE));
    }

    @Test
    void whatIsNoImageOfOursIsNotTold() throws Exception {
        // Given a stray file, a directory, a link and an image that is none
        var images = Path.of(storage.path(), "images");
        Files.writeString(images.resolve("notes.txt"), "x");
        Files.createDirectory(images.resolve(UUID.randomUUID() + ".qcow2"));
        Files.createSymbolicLink(images.resolve(UUID.randomUUID() + ".qcow2"), images.resolve("notes.txt"));
        var broken = UUID.randomUUID();
        Files.writeString(images.resolve(broken + ".qcow2"), "not qcow2");

        // When
        var report = StorageContents.report(storage);

        // Then
        assertThat(report.images()).singleElement().satisfies(image -> {
            assertThat(image.disk()).isEqualTo(broken);
            assertThat(image.virtualBytes()).isZero();
        });
        assertThat(report.quarantined()).isEmpty();
    }

    private Outcome run(CopyDisk command) {
        return DiskCopies.before(command).orElseGet(() -> copies.copy(command));
    }

    private static CopyDisk copy(DiskRef from, DiskRef to) {
        return new CopyDisk(new CommandId(UUID.randomUUID()), TOKEN, from, to);
    }

    private DiskRef create(Optional<DiskRef> base, long bytes) {
        var disk = new DiskRef(storage, UUID.randomUUID());
        assertThat(images.create(new CreateDisk(new CommandId(UUID.randomUUID()), TOKEN, disk, base, bytes)))
                .isEqualTo(DONE);
        return disk;
    }

    /** An image of random bytes. */
    private DiskRef filled() throws IOException, InterruptedException {
        var bytes = new byte[SIZE];
        new Random(4).nextBytes(bytes);
        var raw = Files.write(directory.resolve("raw"), bytes);
        var disk = new DiskRef(storage, UUID.randomUUID());
        assertThat(said("convert", "-f", "raw", "-O", "qcow2", raw.toString(), file(disk)))
                .isEmpty();
        return disk;
    }

    private static String file(DiskRef disk) {
        return Storage.file(disk).toString();
    }

    /** What qemu-img says. */
    private static String said(String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 1];
        command[0] = "qemu-img";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return said;
    }

    private static Reason reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).reason();
    }
}
