package io.oriel.pool.plan;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.TendedVm;
import java.util.List;

/** One step. It is based on the thing as it stood in the snapshot, and is dropped when the thing has changed since. */
public sealed interface Action {

    /** Make the VM's disk as a thin clone of its template. */
    record CreateDisk(TendedVm vm, HostId on) implements Action {}

    /** Throw the VM's disk away. */
    record DeleteDisk(TendedVm vm, HostId on) implements Action {}

    /** Start the VM. */
    record StartVm(TendedVm vm, HostId on) implements Action {}

    /** Ask the guest to power off, and power it off when it does not. */
    record ShutdownVm(TendedVm vm, HostId on) implements Action {}

    /** Power the VM off at once and make the host forget it. */
    record DestroyVm(TendedVm vm, HostId on) implements Action {}

    /** Ask again how the VM's command ended, by sending it again. */
    record SendAgain(TendedVm vm) implements Action {}

    /** Write down how the VM stands now. */
    record MarkVm(TendedVm vm, TendedVm now, String why) implements Action {}

    /** Write down how the host stands now. */
    record MarkHost(Host host, HostState now, String why) implements Action {}

    /** Write down what the host says of itself. */
    record NoteFacts(Host host, Host now) implements Action {}

    /** Make the storage domains usable on the host, then count it as Up. */
    record PrepareHost(Host host, List<StorageDomain> storage) implements Action {
        public PrepareHost {
            storage = List.copyOf(storage);
        }
    }

    /** Tell the audit log, once, that a host reported what it may not. */
    record Distrust(HostId host, String what) implements Action {}
}
