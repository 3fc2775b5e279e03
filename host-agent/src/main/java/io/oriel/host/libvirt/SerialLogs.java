package io.oriel.host.libvirt;

import io.oriel.host.api.VmId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What guests write to their serial ports, one file per VM.
 *
 * <p>qemu appends, so a file that is cut goes on from its new end: no guest can fill the host's disk.
 */
final class SerialLogs {
    private static final Logger log = LoggerFactory.getLogger(SerialLogs.class);
    static final long LARGEST = 8 << 20;
    private static final String SUFFIX = ".log";

    private final Path directory;

    SerialLogs(Path directory) {
        this.directory = directory;
    }

    Path file(VmId vm) {
        return directory.resolve(vm + SUFFIX);
    }

    /** Makes the directory: the log of a VM that comes from another host is opened without us. */
    void ready() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE, "no serial log can be written in " + directory, e);
        }
    }

    /** An empty log for a VM that is about to start. It exists before qemu's user opens it in a directory of ours. */
    void prepare(VmId vm) {
        ready();
        try {
            FileChannel.open(
                            file(vm),
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE, "no serial log can be written in " + directory, e);
        }
    }

    /** Empties logs that have grown too large. */
    void trim() {
        try (var logs = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (var file : logs) {
                if (Files.size(file) > LARGEST) {
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                            .close();
                    log.atInfo().addKeyValue("file", file.getFileName()).log("serial log grew too large; emptied");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.atDebug().setCause(e).log("serial logs not looked at");
        }
    }

    /** Forgets a VM's log. */
    void discard(VmId vm) {
        try {
            Files.deleteIfExists(file(vm));
        } catch (IOException e) {
            log.atWarn().addKeyValue("vm", vm).setCause(e).log("serial log not removed");
        }
    }
}
