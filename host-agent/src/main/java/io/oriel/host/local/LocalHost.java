package io.oriel.host.local;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostFacts;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * This machine's hypervisor, without memory of commands: no ids, no tokens, no event numbers. Those are the journal's,
 * which stands before every local host. Safe for use by many threads.
 */
public interface LocalHost extends AutoCloseable {

    /**
     * Carries a command out and blocks until it has ended, however long that takes. Never throws for what the
     * hypervisor says: that is {@link Outcome.Failed} or {@link Outcome.Refused}.
     */
    Outcome run(EstateCommand command);

    /** Carries a console command out; at most a second or two. */
    Outcome run(ConsoleCommand command);

    /** What this machine is. */
    HostFacts facts();

    /** Every VM here now, those of other owners included. */
    List<VmReport> vms();

    /** A running VM's screen as PNG; empty when it has none. */
    byte[] screenshot(VmId vm);

    /**
     * Makes a file a disk of a storage domain, whole or not at all. The file stays the caller's: it may be on another
     * file system, and the caller removes it afterwards.
     */
    Outcome store(DiskRef disk, Path image);

    /**
     * What lies in a storage domain.
     *
     * @throws io.oriel.host.api.AgentException when the directory is not this storage domain
     */
    StorageReport storage(StorageRef storage);

    /** What a VM here is made of, as {@link io.oriel.host.api.HostAgent#inspect} says. */
    Optional<VmSpec> inspect(VmId vm);

    /** Tells {@code listener} everything from now on. */
    void listen(Listener listener);

    /** Hears what happens on this machine: on any thread, with no lock held, and returning at once. */
    interface Listener {

        /** A VM is different from before; its power is OFF when it ended. */
        void changed(VmReport vm);

        /**
         * A command that is being carried out has come further. At most a few times a second.
         *
         * @param percent 0–100
         * @param text for people
         */
        void progress(CommandId command, int percent, String text);

        /** What the machine and its VMs use now; every few seconds. */
        void statistics(HostEvent.Statistics statistics);
    }

    /**
     * Shuts all of our running VMs down together, powers off those still running after {@code grace}, and ends the
     * hypervisor, if it is one of our own. A hypervisor of the machine's, and the VMs on it, go on: then nothing is
     * done.
     */
    Outcome shutdownAll(Duration grace);

    /** The host's certificates have new files: what keeps copies of them makes these anew. */
    default void certificatesRenewed() {}

    /** Lets go of the hypervisor; its VMs go on. */
    @Override
    void close();
}
