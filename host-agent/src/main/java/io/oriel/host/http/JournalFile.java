package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The journal's one append-only file: a JSON line per entry. A last line that was torn by a power cut is cut off; a file
 * damaged elsewhere is set aside and a new one begun. Used under the journal's lock.
 */
final class JournalFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

    private final Path path;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private FileChannel channel;
    private int lines;

    private JournalFile(Path path, FileChannel lockChannel, FileLock lock, FileChannel channel) {
        this.path = path;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.channel = channel;
    }

    /** Opens or creates the file, and holds it against a second agent. */
    static JournalFile open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            var lockChannel = FileChannel.open(
                    path.resolveSibling(path.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            var lock = tryLock(lockChannel);
            if (lock == null) {
                lockChannel.close();
                throw new AgentException("another host agent is running on " + path);
            }
            return new JournalFile(path, lockChannel, lock, openForAppend(path));
        } catch (IOException e) {
            throw new AgentException("cannot open the journal " + path, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static FileChannel openForAppend(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.position(channel.size());
        return channel;
    }

    /** All entries; none for a new file, and none for one that was damaged and is now set aside. */
    List<JournalLine> read() {
        try {
            var bytes = Files.readAllBytes(path);
            var entries = new ArrayList<JournalLine>();
            var start = 0;
            for (var i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    entries.add(Json.readLine(Arrays.copyOfRange(bytes, start, i)));
                    start = i + 1;
                }
            }
            channel.truncate(start);
            lines = entries.size();
            return entries;
        } catch (JacksonException e) {
            LOG.warn("the journal {} is damaged and set aside: {}", path, e.getOriginalMessage());
            return beginAgain();
        } catch (IOException e) {
            throw new AgentException("cannot read the journal " + path, e);
        }
    }

    private List<JournalLine> beginAgain() {
        try {
            channel.close();
            Files.move(path, path.resolveSibling(path.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
            channel = openForAppend(path);
            return List.of();
        } catch (IOException e) {
            throw new AgentException("cannot set the damaged journal " + path + " aside", e);
        }
    }

    /** How many lines the file has. */
    int lines() {
        return lines;
    }

    /**
     * Appends one line, whole or not at all.
     *
     * @param force returns only when the line would survive a power cut
     */
    void append(JournalLine line, boolean force) {
        long before = -1;
        try {
            before = channel.position();
            write(channel, line);
            if (force) {
                channel.force(false);
            }
            lines++;
        } catch (IOException e) {
            cutBackTo(before);
            throw new AgentException("cannot write the journal " + path, e);
        }
    }

    private void cutBackTo(long position) {
        try {
            if (position >= 0) {
                channel.truncate(position);
            }
        } catch (IOException e) {
            LOG.atError().setCause(e).addKeyValue("journal", path).log("a torn line stays in the journal");
        }
    }

    /** Replaces the whole file by these lines. */
    void rewrite(List<JournalLine> entries) {
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            var next = openForAppend(fresh);
            for (var entry : entries) {
                write(next, entry);
            }
            next.force(true);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel.close();
            channel = next;
            lines = entries.size();
        } catch (IOException e) {
            throw new AgentException("cannot shorten the journal " + path, e);
        }
    }

    private static void write(FileChannel channel, JournalLine line) throws IOException {
        var buffer = ByteBuffer.wrap(Json.line(line));
        while (buffer.hasRemaining()) {
            var _ = channel.write(buffer);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("journal", path).log("closing the journal failed");
        }
    }
}
