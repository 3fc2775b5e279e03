package io.oriel.pool.apply;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Outfit;
import io.oriel.pool.estate.Snapshot;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells a move in one sentence: {@code vm win-07: WaitForLaunch → PoweringUp on h2 (it runs)}. */
final class Tale {
    private Tale() {}

    /**
     * The event of a VM's move; empty when there is nothing people would want to read.
     *
     * @param why empty when it goes without saying
     */
    static Optional<Event> of(TendedVm before, TendedVm after, String why, Function<HostId, String> hostName) {
        var was = before.vm();
        var is = after.vm();
        var moved = !was.state().word().equals(is.state().word());
        var failed =
                after.upkeep().setback().failures() > before.upkeep().setback().failures();
        var troubled = is.trouble().isPresent() && !was.trouble().equals(is.trouble());
        var changes = changes(before.outfit(), after.outfit());
        var leaves = was.assignedTo().filter(_ -> is.assignedTo().isEmpty());
        if (!moved && !failed && !troubled && changes.isEmpty() && leaves.isEmpty()) {
            return Optional.empty();
        }
        var text = new StringBuilder("vm " + is.name() + ": ");
        if (moved) {
            text.append(was.state().word()).append(" → ").append(is.state().word());
            is.host().or(was::host).ifPresent(on -> text.append(" on ").append(hostName.apply(on)));
            if (is.state() instanceof VmState.MigratingFrom move) {
                text.append(" to ").append(hostName.apply(move.to()));
            }
            text.append(why.isEmpty() ? "" : " (" + why + ")");
        } else if (failed || troubled || changes.isEmpty()) {
            text.append(why.isEmpty() ? is.trouble().orElse("") : why);
        }
        if (!changes.isEmpty()) {
            text.append(text.toString().endsWith(": ") ? "" : "; ").append(String.join(", ", changes));
        }
        leaves.ifPresent(user -> text.append("; no longer ").append(user).append("'s"));
        var severity = failed || troubled ? Severity.WARNING : Severity.NORMAL;
        var event = Event.of(severity, text.toString()).about(is.id());
        event = is.pool().isPresent() ? event.about(is.pool().get()) : event;
        event = is.host().isPresent() ? event.about(is.host().get()) : event;
        return Optional.of(leaves.isPresent() ? event.about(leaves.get()) : event);
    }

    /** The event of a VM of which nothing is left. */
    static Event ofDeletion(TendedVm gone) {
        var vm = gone.vm();
        var disks = gone.outfit().keepsDisks() ? "; its disks stay in their storage domains" : "";
        var event = Event.of(Severity.NORMAL, "vm " + vm.name() + " is deleted" + disks)
                .about(vm.id());
        return vm.pool().map(event::about).orElse(event);
    }

    /** What has become of its disks, cards and snapshots. */
    private static List<String> changes(Outfit was, Outfit is) {
        var changes = new ArrayList<String>();
        for (var disk : was.disks()) {
            var now = is.disk(disk.id());
            if (now.isEmpty()) {
                changes.add("disk " + disk.name()
                        + (disk.fate().filter(it -> it == DataDisk.Fate.DELETE).isPresent()
                                ? " deleted"
                                : " taken out"));
            } else if (now.get().made() && !disk.made()) {
                changes.add("disk " + disk.name() + " made");
            }
        }
        was.nics().stream()
                .filter(nic -> is.nic(nic.id()).isEmpty())
                .forEach(nic -> changes.add("card " + nic.mac() + " taken out"));
        for (var snapshot : was.snapshots()) {
            var now = is.snapshot(snapshot.id()).map(Snapshot::stage);
            if (now.isEmpty()) {
                changes.add("snapshot " + snapshot.name() + " gone");
            } else if (now.get() == Snapshot.Stage.MADE && snapshot.stage() == Snapshot.Stage.WANTED) {
                changes.add("snapshot " + snapshot.name() + " made");
            }
        }
        return changes;
    }

    /** The event of a host's move. */
    static Event of(Host before, HostState after, String why) {
        var severity = switch (after) {
            case HostState.Up _,
                    HostState.Initializing _,
                    HostState.Unassigned _,
                    HostState.PreparingForMaintenance _,
                    HostState.Maintenance _ -> Severity.NORMAL;
            case HostState.Connecting _ -> Severity.WARNING;
            case HostState.NonResponsive _, HostState.Down _, HostState.NonOperational _ -> Severity.ERROR;
            case HostState.PendingApproval _ -> Severity.ALERT;
        };
        return Event.of(
                        severity,
                        "host " + before.name() + ": " + before.state().word() + " → " + after.word() + " (" + why
                                + ")")
                .about(before.id());
    }
}
