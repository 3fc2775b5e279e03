package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.StorageRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    private static final Outcome DONE = new Outcome.Done();

    @TempDir
    Path directory;

    private Storage images;
    private StorageRef storage;

    @BeforeEach
    void prepare() {
        try {
            images = new Storage(new QemuImg());
        } catch (HypervisorException e) {
            images = Needs.abort("libvirt", "storage needs qemu-img: " + e.getMessage());
        }
        storage = new StorageRef(UUID.randomUUID(), directory.resolve("domain").toString());
        assertThat(images.prepare(storage)).isEqualTo(DONE);
    }

    @Test
    void preparingTwiceIsPreparingOnce() throws IOException {
        // Given, When
        var again = images.prepare(storage);

        // Then
        assertThat(again).isEqualTo(DONE);
        assertThat(directory.resolve("domain/oriel-domain")).hasContent(storage.id() + "\n");
    }

    @Test
    void anotherDomainsDirectoryIsRefused() {
        // Given
        var other = new StorageRef(UUID.randomUUID(), storage.path());

        // When, Then
        assertThat(reason(images.prepare(other))).isEqualTo(Reason.NOT_OURS);
        assertThat(reason(images.create(empty(other, 1 << 20)))).isEqualTo(Reason.NOT_OURS);
        assertThat(reason(images.delete(new DiskRef(other, UUID.randomUUID())))).isEqualTo(Reason.NOT_OURS);
    }

    @Test
    void pathsThatLeadElsewhereAreRefused() {
        for (var path : List.of("relative", "/a/../etc", "/a/./b", "/", "", "/a\0b", "/a\nb")) {
            assertThat(reason(images.prepare(new StorageRef(UUID.randomUUID(), path))))
                    .as(path)
                    .isEqualTo(Reason.INVALID);
        }
    }

    @Test
    void anImageThatAnotherHostMadeMeanwhileIsNeverReplaced() throws IOException {
        // Given
        var disk = empty(storage, 1 << 20);
        var image = Storage.file(disk.disk());
        var slow = Files.writeString(
                directory.resolve("slow-qemu-img"), "#!/bin/sh\nprintf theirs > " + image + "\nprintf ours > \"$5\"\n");
        Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwx------"));
        // When
        var outcome = new Storage(new QemuImg(slow)).create(disk);
        // Then
        assertThat(outcome).isEqualTo(DONE);
        assertThat(image).hasContent("theirs");
        try (var left = Files.list(image.getParent())) {
            assertThat(left).containsExactly(image);
        }
    }

    @Test
    void aCloneStandsOnItsBaseAndNothingElseIsLeft() throws Exception {
        // Given
        var base = empty(storage, 64 << 20);
        assertThat(images.create(base)).isEqualTo(DONE);
        var clone = new CreateDisk(
                new CommandId(UUID.randomUUID()),
                new LeaseToken(1),
                new DiskRef(storage, UUID.randomUUID()),
                Optional.of(base.disk()),
                0);

        // When twice
        var outcomes = List.of(images.create(clone), images.create(clone));

        // Then
        assertThat(outcomes).containsOnly(DONE);
        var header = Files.readAllBytes(Storage.file(clone.disk()));
        assertThat(new String(header, StandardCharsets.ISO_8859_1))
                .contains(base.disk().disk() + ".qcow2")
                .doesNotContain(directory.toString());
        assertThat(Files.getPosixFilePermissions(Storage.file(clone.disk())))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(directory.resolve("domain/images")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whatCannotBeMadeIsNotHalfMade() {
        // Given a base that is not there, and a size that cannot be
        var absent = new DiskRef(storage, UUID.randomUUID());
        var orphan = new CreateDisk(
                new CommandId(UUID.randomUUID()),
                new LeaseToken(1),
                new DiskRef(storage, UUID.randomUUID()),
                Optional.of(absent),
                0);

        // When, Then
        assertThat(reason(images.create(orphan))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(images.create(empty(storage, 0)))).isEqualTo(Reason.INVALID);
        assertThat(directory.resolve("domain/images")).isEmptyDirectory();
    }

    @Test
    void A18_onlyPlainQcow2IsStored() throws Exception {
        // Given a good image and one that stands on another
        var good = empty(storage, 1 << 20);
        images.create(good);
        var clone = new CreateDisk(
                new CommandId(UUID.randomUUID()),
                new LeaseToken(1),
                new DiskRef(storage, UUID.randomUUID()),
                Optional.of(good.disk()),
                0);
        images.create(clone);
        var fresh = new DiskRef(storage, UUID.randomUUID());

        // When
        var stored = images.store(fresh, Storage.file(good.disk()));
        var refused = images.store(new DiskRef(storage, UUID.randomUUID()), Storage.file(clone.disk()));

        // Then
        assertThat(stored).isEqualTo(DONE);
        assertThat(Storage.file(fresh)).hasSameBinaryContentAs(Storage.file(good.disk()));
        assertThat(reason(refused)).isEqualTo(Reason.BAD_IMAGE);
        try (var files = Files.list(directory.resolve("domain/images"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void deletingTwiceIsDeletingOnce() {
        // Given
        var disk = empty(storage, 1 << 20);
        images.create(disk);

        // When
        var outcomes = List.of(images.delete(disk.disk()), images.delete(disk.disk()));

        // Then
        assertThat(outcomes).containsOnly(DONE);
        assertThat(Storage.file(disk.disk())).doesNotExist();
    }

    private static CreateDisk empty(StorageRef storage, long size) {
        return new CreateDisk(
                new CommandId(UUID.randomUUID()),
                new LeaseToken(1),
                new DiskRef(storage, UUID.randomUUID()),
                Optional.empty(),
                size);
    }

    private static Reason reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).reason();
    }
}
