package io.oriel.pool;

import io.oriel.host.guard.ImageCheck;
import io.oriel.host.guard.Qcow2Header;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * An image that is being sent for a template. Its header is judged as soon as it is there, and only then is anything
 * stored; what follows is counted. For one sender: not to be used by two threads at once.
 */
public final class ImageUpload implements AutoCloseable {
    private static final long LOOK_AT_SPACE_EVERY = 64L << 20;

    private final String name;
    private final Path directory;
    private final ByteBuffer header = ByteBuffer.allocate(Qcow2Header.LONGEST);
    private long taken;
    private @Nullable Path file;
    private @Nullable FileChannel channel;

    ImageUpload(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /**
     * Takes what comes next. Blocks.
     *
     * @throws PoolException BAD_IMAGE: it is none, refers to other files, is too large, or does not fit on the disk
     */
    public void take(ByteBuffer bytes) {
        long before = taken;
        taken += bytes.remaining();
        if (taken > TemplateFetching.MOST_BYTES) {
            throw bad("it is larger than " + (TemplateFetching.MOST_BYTES >> 20) + " MiB, the most that is taken");
        }
        try {
            if (channel == null) {
                int more = Math.min(header.remaining(), bytes.remaining());
                header.put(bytes.slice(bytes.position(), more));
                bytes.position(bytes.position() + more);
                if (header.hasRemaining()) {
                    return;
                }
                store();
            }
            if (before / LOOK_AT_SPACE_EVERY != taken / LOOK_AT_SPACE_EVERY) {
                TemplateImages.room(name, directory, 0);
            }
            write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("an image cannot be stored in " + directory, e);
        }
    }

    /**
     * All has come.
     *
     * @return where it lies until this is closed
     * @throws PoolException BAD_IMAGE
     */
    public Path end() {
        try {
            if (channel == null) {
                store();
            }
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an image cannot be stored in " + directory, e);
        }
        if (file == null) {
            throw new IllegalStateException("nothing was stored");
        }
        return file;
    }

    private void store() throws IOException {
        header.flip();
        // How long it will be is not known yet; that its tables lie within it is looked at again when it is here.
        if (Qcow2Header.check(header.duplicate(), Long.MAX_VALUE) instanceof ImageCheck.Rejected(var reason)) {
            throw bad(reason);
        }
        Files.createDirectories(directory);
        var beside = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        file = Files.createTempFile(directory, "upload", ".qcow2", beside);
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        write(header);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (channel != null && bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private PoolException bad(String reason) {
        return TemplateImages.badImage(name, reason);
    }

    /** Deletes what was stored. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an uploaded image cannot be deleted: " + file, e);
        }
    }
}
