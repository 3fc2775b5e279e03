package io.oriel.pool.estate;

import io.oriel.host.api.Console;
import io.oriel.host.api.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
        return new Upkeep(
                build,
                next,
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

    Upkeep wanted(boolean next) {
        return new Upkeep(
                build,
                disk,
                next,
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

    Upkeep recycle(boolean next) {
        return new Upkeep(
                build,
                disk,
                wanted,
                next,
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

    Upkeep defined(boolean next) {
        return new Upkeep(
                build,
                disk,
                wanted,
                recycle,
                next,
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

    Upkeep lastHost(HostId next) {
        return new Upkeep(
                build,
                disk,
                wanted,
                recycle,
                true,
                Optional.of(next),
                command,
                errand,
                setback,
                launched,
                consoles,
                deleting,
                unusedSince,
                diskMade);
    }

    /** Its command is this one; what was asked for has then begun, or is void. */
    Upkeep command(InFlight next) {
        return new Upkeep(
                build,
                disk,
                wanted,
                recycle,
                defined,
                lastHost,
                Optional.of(next),
                Optional.empty(),
                setback,
                launched,
                consoles,
                deleting,
                unusedSince,
                diskMade);
    }

    /** No command's end is awaited. */
    Upkeep idle() {
        return new Upkeep(
                build,
                disk,
                wanted,
                recycle,
                defined,
                lastHost,
                Optional.empty(),
                errand,
                setback,
                launched,
                consoles,
                deleting,
                unusedSince,
                diskMade);
    }

    Upkeep errand(Optional<Errand> next) {
        return new Upkeep(
                build,
                disk,
                wanted,
                recycle,
                defined,
                lastHost,
                command,
                next,
                setback,
                launched,
                consoles,
                deleting,
                unusedSince,
                diskMade);
    }

    Upkeep setback(Setback next) {
        return new Upkeep(
                build,
                disk,
                wanted,
                recycle,
                defined,
                lastHost,
                command,
                errand,
                next,
                launched,
                consoles,
                deleting,
                unusedSince,
                diskMade);
    }

    Upkeep launched(Optional<Instant> next) {
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
                next,
                consoles,
                deleting,
                unusedSince,
                diskMade);
    }

    Upkeep consoles(List<Console> next) {
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
                next,
                deleting,
                unusedSince,
                diskMade);
    }

    /** Its disk was made then. */
    Upkeep diskMade(Instant at) {
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
                Optional.of(at));
    }

    /** It is made of another template from now on. */
    Upkeep build(Build next) {
        return new Upkeep(
                next,
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
