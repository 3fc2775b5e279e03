package io.oriel.host.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One hypervisor machine. Safe for use by many threads; calls block, at most a few seconds unless said otherwise.
 *
 * <p>Every method throws {@link AgentException} when the agent cannot be reached or breaks the protocol.
 */
public interface HostAgent extends AutoCloseable {

    /** Carries out or accepts a command, within two seconds. */
    Answer execute(EstateCommand command);

    /** Carries out a console command. */
    Outcome execute(ConsoleCommand command);

    /** All that the host sees now. */
    HostReport report();

    /** The events after this number of this epoch; a {@link HostEvent.Hello} comes first. Zero: from the beginning. */
    EventStream events(long after);

    /** A running VM's screen as PNG; empty when it has none. */
    byte[] screenshot(VmId vm);

    /**
     * Copies a qcow2 file into a storage domain, whole or not at all. Takes as long as the bytes need.
     *
     * <p>Refused unless the header is a plain qcow2 without backing file and without external data file.
     */
    Outcome upload(DiskRef disk, Path image);

    /**
     * What lies in a storage domain now. Reads every image's header: some seconds for thousands.
     *
     * @throws AgentException also when the directory is not this storage domain on that host; the message says so
     */
    StorageReport storage(StorageRef storage);

    /**
     * What a VM on the host is made of, ours or not, as far as a {@link VmSpec} can say it: disks and CD images outside
     * of storage domains, and the seed, are left out. Empty when there is no such VM.
     */
    Optional<VmSpec> inspect(VmId vm);

    @Override
    void close();
}
