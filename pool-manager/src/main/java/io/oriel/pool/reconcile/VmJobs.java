package io.oriel.pool.reconcile;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.SnapshotId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import java.util.Optional;

/**
 * How jobs about one VM stand. An operation writes its wish together with the job; so a wish that is no longer there has
 * been begun or was dropped, and a trouble is one that came since.
 */
final class VmJobs {
    private static final int DISK = 0;
    private static final int PLACE = 1;
    private static final int LAUNCH = 2;
    private static final int BOOT = 3;

    private VmJobs() {}

    static Standing standing(Job job, TendedVm tended, Optional<Integer> percent) {
        return switch (job.kind()) {
            case VM_CREATE -> created(tended, percent);
            case VM_START -> started(tended, percent);
            case VM_SHUTDOWN -> shutDown(tended, percent);
            case VM_REBOOT -> rebooted(tended, percent);
            case VM_SUSPEND -> suspended(tended, percent);
            case VM_MIGRATE -> moved(job, tended, percent);
            case VM_DELETE -> deleted(tended, percent);
            case VM_SNAPSHOT -> snapshotTaken(job, tended, percent);
            case VM_SNAPSHOT_DELETE ->
                snapshot(job, tended).isEmpty() ? new Standing.Done() : going(0, tended, percent);
            case VM_REVERT -> reverted(tended, percent);
            case VM_ADOPT,
                    TEMPLATE_IMPORT,
                    TEMPLATE_FROM_VM,
                    TEMPLATE_DELETE,
                    POOL_CREATE,
                    POOL_ROLL_OUT,
                    POOL_DELETE,
                    HOST_MAINTENANCE,
                    IMAGE_QUARANTINE -> throw new IllegalArgumentException(job.kind() + " is not judged by one vm");
        };
    }

    private static Standing created(TendedVm tended, Optional<Integer> percent) {
        if (tended.upkeep().disk().use() != Use.MISSING
                && tended.outfit().disks().stream().allMatch(DataDisk::made)) {
            return new Standing.Done();
        }
        var trouble = tended.vm().trouble().filter(_ -> !tended.busy());
        return trouble.<Standing>map(Standing.Failed::new).orElseGet(() -> going(0, tended, percent));
    }

    private static Standing started(TendedVm tended, Optional<Integer> percent) {
        return switch (tended.state()) {
            case VmState.Up _, VmState.MigratingFrom _, VmState.MigratingTo _ -> new Standing.Done();
            case VmState.PoweringUp _, VmState.RebootInProgress _ -> going(BOOT, tended, percent);
            case VmState.WaitForLaunch _, VmState.RestoringState _ -> going(LAUNCH, tended, percent);
            case VmState.ImageLocked _ -> going(DISK, tended, percent);
            case VmState.Down _ ->
                waiting(tended, percent, tended.upkeep().disk().use() == Use.MISSING ? DISK : PLACE);
            case VmState.Suspended _ -> waiting(tended, percent, PLACE);
            case VmState.Paused _ ->
                begun(tended) ? going(LAUNCH, tended, percent) : failed(tended, "it is paused still");
            case VmState.Unknown _ -> Standing.going(BOOT, "its host does not answer");
            case VmState.PoweringDown _, VmState.SavingState _, VmState.NotResponding _ ->
                tended.upkeep().wanted() && !tended.upkeep().recycle()
                        ? going(LAUNCH, tended, percent)
                        : failed(tended, "it is " + tended.state().word());
        };
    }

    private static Standing waiting(TendedVm tended, Optional<Integer> percent, int step) {
        if (!tended.upkeep().wanted()) {
            return failed(tended, "it is not wanted to run any more");
        }
        return tended.vm().trouble().isPresent() ? failed(tended, "") : going(step, tended, percent);
    }

    private static Standing shutDown(TendedVm tended, Optional<Integer> percent) {
        var off = tended.vm().host().isEmpty() && !tended.upkeep().wanted();
        if (off
                && !(tended.state() instanceof VmState.Suspended
                        && tended.upkeep().recycle())) {
            return new Standing.Done();
        }
        return switch (tended.state()) {
            case VmState.PoweringDown _, VmState.NotResponding _, VmState.Suspended _ -> going(0, tended, percent);
            case VmState.Unknown _ -> Standing.going(0, "its host does not answer");
            case VmState.Up _,
                    VmState.PoweringUp _,
                    VmState.Paused _,
                    VmState.RebootInProgress _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.SavingState _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Down _,
                    VmState.ImageLocked _ ->
                begun(tended) ? going(0, tended, percent) : failed(tended, "it runs, or is wanted to run");
        };
    }

    private static Standing rebooted(TendedVm tended, Optional<Integer> percent) {
        return switch (tended.state()) {
            case VmState.RebootInProgress _, VmState.PoweringUp _ -> going(0, tended, percent);
            case VmState.Unknown _ -> Standing.going(0, "its host does not answer");
            case VmState.Up _, VmState.MigratingFrom _, VmState.MigratingTo _ -> {
                if (begun(tended)) {
                    yield going(0, tended, percent);
                }
                yield tended.vm().trouble().<Standing>map(Standing.Failed::new).orElseGet(Standing.Done::new);
            }
            case VmState.Paused _,
                    VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.NotResponding _ ->
                begun(tended)
                        ? going(0, tended, percent)
                        : failed(tended, "it is " + tended.state().word());
        };
    }

    private static Standing suspended(TendedVm tended, Optional<Integer> percent) {
        return switch (tended.state()) {
            case VmState.Suspended _ -> new Standing.Done();
            case VmState.SavingState _ -> going(0, tended, percent);
            case VmState.Unknown _ -> Standing.going(0, "its host does not answer");
            case VmState.Up _,
                    VmState.PoweringUp _,
                    VmState.Paused _,
                    VmState.RebootInProgress _,
                    VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringDown _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.NotResponding _ ->
                begun(tended)
                        ? going(0, tended, percent)
                        : failed(tended, "it is " + tended.state().word());
        };
    }

    private static Standing moved(Job job, TendedVm tended, Optional<Integer> percent) {
        return switch (tended.state()) {
            case VmState.MigratingFrom _, VmState.MigratingTo _ -> going(0, tended, percent);
            case VmState.Unknown _ -> Standing.going(0, "its host does not answer");
            case VmState.Up _, VmState.PoweringUp _, VmState.Paused _, VmState.RebootInProgress _ -> {
                if (!job.detail().equals(tended.vm().host().map(HostId::value))) {
                    yield new Standing.Done();
                }
                yield begun(tended) ? going(0, tended, percent) : failed(tended, "it stayed where it was");
            }
            case VmState.Down _,
                    VmState.ImageLocked _,
                    VmState.Suspended _,
                    VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.NotResponding _ ->
                failed(tended, "it is " + tended.state().word());
        };
    }

    private static Standing deleted(TendedVm tended, Optional<Integer> percent) {
        return going(tended.vm().host().isPresent() ? 0 : 1, tended, percent);
    }

    private static Optional<Snapshot> snapshot(Job job, TendedVm tended) {
        return job.detail().flatMap(id -> tended.outfit().snapshot(new SnapshotId(id)));
    }

    private static Standing snapshotTaken(Job job, TendedVm tended, Optional<Integer> percent) {
        var stage = snapshot(job, tended).map(Snapshot::stage).orElse(Snapshot.Stage.UNWANTED);
        return switch (stage) {
            case WANTED -> going(0, tended, percent);
            case MADE -> new Standing.Done();
            case UNWANTED -> failed(tended, "it could not be taken, or was deleted");
        };
    }

    private static Standing reverted(TendedVm tended, Optional<Integer> percent) {
        if (begun(tended)) {
            return going(0, tended, percent);
        }
        return tended.vm().trouble().<Standing>map(Standing.Failed::new).orElseGet(Standing.Done::new);
    }

    /** Whether what was asked for waits to begin, or has begun and not ended. */
    private static boolean begun(TendedVm tended) {
        return tended.busy()
                || tended.upkeep().errand().isPresent()
                || tended.upkeep().recycle();
    }

    private static Standing going(int step, TendedVm tended, Optional<Integer> percent) {
        return new Standing.Going(step, percent, tended.vm().trouble().orElse(""));
    }

    private static Standing failed(TendedVm tended, String otherwise) {
        return new Standing.Failed(tended.vm().trouble().orElse(otherwise));
    }
}
