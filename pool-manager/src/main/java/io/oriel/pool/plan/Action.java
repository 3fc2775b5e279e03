package io.oriel.pool.plan;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One step. It is based on the thing as it stood in the snapshot, and is dropped when the thing has changed since. */
public sealed interface Action {

    /** Make the VM's first disk: empty, or from its template. */
    record CreateDisk(TendedVm vm, HostId on) implements Action {}

    /** Throw the VM's disk away. */
    record DeleteDisk(TendedVm vm, HostId on) implements Action {}

    /** Start the VM. */
    record StartVm(TendedVm vm, HostId on) implements Action {}

    /** Start the VM although its host does not answer; its disks' locks decide whether it can. */
    record TakeOver(TendedVm vm, HostId on) implements Action {}

    /** Ask the guest to power off, and power it off when it does not. */
    record ShutdownVm(TendedVm vm, HostId on) implements Action {}

    /** Power the VM off at once; the host keeps what it knows of it, which its snapshots need. */
    record PowerOffVm(TendedVm vm, HostId on) implements Action {}

    /** Power the VM off at once and make the host forget it. */
    record DestroyVm(TendedVm vm, HostId on) implements Action {}

    /** Restart the VM's guest. */
    record RebootVm(TendedVm vm, HostId on) implements Action {}

    /** Press the VM's reset button. */
    record ResetVm(TendedVm vm, HostId on) implements Action {}

    /** Stop the VM's processors. */
    record PauseVm(TendedVm vm, HostId on) implements Action {}

    /** Let the VM's processors go on. */
    record ResumeVm(TendedVm vm, HostId on) implements Action {}

    /** Lock what people have open in the VM's guest. */
    record LockGuest(TendedVm vm, HostId on) implements Action {}

    /** Log everybody out of the VM's guest. */
    record LogOutGuest(TendedVm vm, HostId on) implements Action {}

    /** Write the VM's memory to disk and power it off. */
    record SuspendVm(TendedVm vm, HostId on) implements Action {}

    /** Move the running VM from its host to another one. */
    record MigrateVm(TendedVm vm, HostId on, HostId to) implements Action {}

    /** Call the VM's move off. */
    record CancelMigration(TendedVm vm, HostId on) implements Action {}

    /** Do this to one of the VM's further disks, its cards or its snapshots, or to what lies in its CD drive. */
    record Tend(TendedVm vm, HostId on, InFlight.Kind what, Optional<UUID> thing) implements Action {}

    /** Ask again how the VM's command ended, by sending it again. */
    record SendAgain(TendedVm vm) implements Action {}

    /** Write down how the VM stands now. */
    record MarkVm(TendedVm vm, TendedVm now, String why) implements Action {}

    /** Remove the row of a VM of which nothing is left. */
    record ForgetVm(TendedVm vm) implements Action {}

    /** Refill the pool no more; its VMs keep failing. */
    record RestrainPool(Pool pool, String reason) implements Action {}

    /** Refill the pool again, and count its failures from zero. */
    record FreePool(Pool pool, String why) implements Action {}

    /** Make the pool's VMs of another template from now on. */
    record RollOut(Pool pool, Template to) implements Action {}

    /** Remove the row of a deleted pool that has no VMs left. */
    record ForgetPool(Pool pool) implements Action {}

    /** Copy a VM's disks as a template's images, in the order of these. */
    record MakeTemplate(Template template, List<ImageCopy> images, Host on) implements Action {}

    /** One image that becomes another. */
    record ImageCopy(DiskRef from, DiskRef to) {}

    /** Delete the images of a deleted template, and then its row. */
    record DropTemplate(Template template, List<DiskRef> images, Host on) implements Action {}

    /** Write down that a template could not be made. */
    record SpoilTemplate(Template template, String why) implements Action {}

    /** Write down how the host stands now. */
    record MarkHost(Host host, HostState now, String why) implements Action {}

    /** Write down what the host says of itself. */
    record NoteFacts(Host host, Host now) implements Action {}

    /** Make sure that the host sees its storage domains; then it counts as Up, else as NonOperational. */
    record PrepareHost(Host host, List<StorageDomain> storage) implements Action {
        public PrepareHost {
            storage = List.copyOf(storage);
        }
    }

    /** Tell the audit log, once, that a host reported what it may not. */
    record Distrust(HostId host, String what) implements Action {}

    /** Tell the audit log, once, why a host cannot be listened to. */
    record Complain(HostId host, String what) implements Action {}

    /** The VM this is about; empty when it is about something else. */
    default Optional<TendedVm> subject() {
        return switch (this) {
            case CreateDisk it -> Optional.of(it.vm());
            case DeleteDisk it -> Optional.of(it.vm());
            case StartVm it -> Optional.of(it.vm());
            case TakeOver it -> Optional.of(it.vm());
            case ShutdownVm it -> Optional.of(it.vm());
            case PowerOffVm it -> Optional.of(it.vm());
            case ResetVm it -> Optional.of(it.vm());
            case Tend it -> Optional.of(it.vm());
            case DestroyVm it -> Optional.of(it.vm());
            case RebootVm it -> Optional.of(it.vm());
            case PauseVm it -> Optional.of(it.vm());
            case ResumeVm it -> Optional.of(it.vm());
            case LockGuest it -> Optional.of(it.vm());
            case LogOutGuest it -> Optional.of(it.vm());
            case SuspendVm it -> Optional.of(it.vm());
            case MigrateVm it -> Optional.of(it.vm());
            case CancelMigration it -> Optional.of(it.vm());
            case SendAgain it -> Optional.of(it.vm());
            case MarkVm it -> Optional.of(it.vm());
            case ForgetVm it -> Optional.of(it.vm());
            case RestrainPool _,
                    FreePool _,
                    RollOut _,
                    ForgetPool _,
                    MakeTemplate _,
                    DropTemplate _,
                    SpoilTemplate _,
                    MarkHost _,
                    NoteFacts _,
                    PrepareHost _,
                    Distrust _,
                    Complain _ -> Optional.empty();
        };
    }
}
