package io.oriel.pool.estate;

import io.oriel.host.api.Console;
import io.oriel.host.api.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the reconcile loop keeps about a VM beside what people see.
 *
 * @param wanted whether it is wanted to run
 * @param recycle whether it must be powered off, and a stateless one lose its disk, before anybody else gets it
 * @param defined whether a host may still hold its definition
 * @param lastHost the last host that was told to start or take it; only that one may be believed when it reports it
 * @param errand what was asked for and has not begun
 * @param launched when it was last told to start
 * @param consoles where its displays listen, from the report; empty unless it runs
 * @param deleting whether it is on its way out: powered off, then without a disk, then gone
 * @param unusedSince since when somebody holds it who has not come yet; the database's word, never written from here
 * @param diskMade when its disk was made; empty without one, and for disks older than this word
 */
public record Upkeep(
        Build build,
        VmDisk disk,
        boolean wanted,
        boolean recycle,
        boolean defined,
        Optional<HostId> lastHost,
        Optional<InFlight> command,
        Optional<Errand> errand,
        Setback setback,
        Optional<Instant> launched,
        List<Console> consoles,
        boolean deleting,
        Optional<Instant> unusedSince,
        Optional<Instant> diskMade) {
    public Upkeep {
        consoles = List.copyOf(consoles);
    }

    Upkeep disk(VmDisk next) {
        return with(it -> it.disk = next);
    }

    Upkeep wanted(boolean next) {
        return with(it -> it.wanted = next);
    }

    Upkeep recycle(boolean next) {
        return with(it -> it.recycle = next);
    }

    Upkeep defined(boolean next) {
        return with(it -> it.defined = next);
    }

    Upkeep lastHost(HostId next) {
        return with(it -> {
            it.defined = true;
            it.lastHost = Optional.of(next);
        });
    }

    /** Its command is this one; what was asked for has then begun, or is void. */
    Upkeep command(InFlight next) {
        return with(it -> {
            it.command = Optional.of(next);
            it.errand = Optional.empty();
        });
    }

    /** No command's end is awaited. */
    Upkeep idle() {
        return with(it -> it.command = Optional.empty());
    }

    Upkeep errand(Optional<Errand> next) {
        return with(it -> it.errand = next);
    }

    Upkeep setback(Setback next) {
        return with(it -> it.setback = next);
    }

    Upkeep launched(Optional<Instant> next) {
        return with(it -> it.launched = next);
    }

    Upkeep consoles(List<Console> next) {
        return with(it -> it.consoles = next);
    }

    /** Its disk was made then. */
    Upkeep diskMade(Instant at) {
        return with(it -> it.diskMade = Optional.of(at));
    }

    /** It is made of another template from now on. */
    Upkeep build(Build next) {
        return with(it -> it.build = next);
    }

    private Upkeep with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** An upkeep while parts of it are changed; seen by nobody else. */
    private static final class Draft {
        private Build build;
        private VmDisk disk;
        private boolean wanted;
        private boolean recycle;
        private boolean defined;
        private Optional<HostId> lastHost;
        private Optional<InFlight> command;
        private Optional<Errand> errand;
        private Setback setback;
        private Optional<Instant> launched;
        private List<Console> consoles;
        private boolean deleting;
        private Optional<Instant> unusedSince;
        private Optional<Instant> diskMade;

        Draft(Upkeep from) {
            build = from.build;
            disk = from.disk;
            wanted = from.wanted;
            recycle = from.recycle;
            defined = from.defined;
            lastHost = from.lastHost;
            command = from.command;
            errand = from.errand;
            setback = from.setback;
            launched = from.launched;
            consoles = from.consoles;
            deleting = from.deleting;
            unusedSince = from.unusedSince;
            diskMade = from.diskMade;
        }

        Upkeep done() {
            return new Upkeep(
                    build,
                    disk,
                    wanted,
                    recycle,
                    defined,
                    lastHost,
                    command,
                    errand,
                    setback,
                    launched,
                    consoles,
                    deleting,
                    unusedSince,
                    diskMade);
        }
    }
}
