package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One image while it arrives: a temporary file, gone when closed. Used by one thread at a time. */
final class Upload {

    private final Path file;
    private final FileChannel channel;

    private Upload(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Upload begin(Path directory) throws IOException {
        Files.createDirectories(directory);
        var file = Files.createTempFile(directory, "image-", ".part");
        return new Upload(file, FileChannel.open(file, StandardOpenOption.WRITE));
    }

    /** Removes what an agent that was killed left behind. */
    static void clear(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory, "image-*.part")) {
            for (var file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AgentException("cannot clear " + directory, e);
        }
    }

    void write(byte[] bytes) {
        try {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                var _ = channel.write(buffer);
            }
        } catch (IOException e) {
            throw new AgentException("cannot keep the arriving image", e);
        }
    }

    /** The file, when all bytes are there. */
    Path whole() throws IOException {
        channel.close();
        return file;
    }

    void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
