package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.VmState;
import java.util.HashMap;
import java.util.Map;

/**
 * What each host carries, planned starts included, so that the starts of one round do not overload a host together.
 *
 * <p>Lives for one round, on one thread.
 */
public final class Load {
    private final Map<HostId, Long> memoryMiB = new HashMap<>();
    private final Map<HostId, Integer> starting = new HashMap<>();
    private final Map<HostId, Integer> diskWork = new HashMap<>();
    private final Map<HostId, Integer> moves = new HashMap<>();

    /** The load as the snapshot has it. */
    public static Load of(Estate estate) {
        var load = new Load();
        for (var tended : estate.vms().values()) {
            tended.vm()
                    .host()
                    .ifPresent(host -> load.memoryMiB.merge(host, tended.vm().memoryMiB(), Long::sum));
            if (tended.state() instanceof VmState.WaitForLaunch it) {
                load.starting.merge(it.on(), 1, Integer::sum);
            }
            if (tended.state() instanceof VmState.RestoringState it) {
                load.starting.merge(it.on(), 1, Integer::sum);
            }
            if (tended.state() instanceof VmState.MigratingFrom move) {
                load.moves(move.on(), move.to(), tended.vm().memoryMiB());
            }
            if (tended.state() instanceof VmState.ImageLocked) {
                tended.upkeep().command().ifPresent(c -> load.diskWork.merge(c.host(), 1, Integer::sum));
            }
        }
        return load;
    }

    /** A start has been planned. */
    public void starts(HostId host, long addedMiB) {
        memoryMiB.merge(host, addedMiB, Long::sum);
        starting.merge(host, 1, Integer::sum);
    }

    /** A move has been planned: it costs memory on both hosts while it goes on. */
    public void moves(HostId from, HostId to, long addedMiB) {
        memoryMiB.merge(to, addedMiB, Long::sum);
        moves.merge(from, 1, Integer::sum);
        moves.merge(to, 1, Integer::sum);
    }

    /** Work on a disk has been planned. */
    public void worksOnDisk(HostId host) {
        diskWork.merge(host, 1, Integer::sum);
    }

    /** Memory of the VMs on the host. */
    public long memoryMiB(HostId host) {
        return memoryMiB.getOrDefault(host, 0L);
    }

    /** VMs that are being started there. */
    public int starting(HostId host) {
        return starting.getOrDefault(host, 0);
    }

    /** VMs that are coming or going. */
    public int moving(HostId host) {
        return moves.getOrDefault(host, 0);
    }

    /** Disks that are being made or deleted there. */
    public int diskWork(HostId host) {
        return diskWork.getOrDefault(host, 0);
    }
}
