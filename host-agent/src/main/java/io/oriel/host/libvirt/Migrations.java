package io.oriel.host.libvirt;

import io.oriel.host.api.EstateCommand.MigrateVm;
import io.oriel.host.api.MigrationLimits;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.libvirt.Domain;
import org.libvirt.Domain.DomainMigrateParameters;
import org.libvirt.Domain.MigrateFlags;
import org.libvirt.LibvirtException;
import org.libvirt.TypedParameter;
import org.libvirt.TypedStringParameter;
import org.libvirt.TypedUlongParameter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VMs on their way to other hosts: this host's libvirtd speaks to the other's, both with migration certificates, and
 * qemu sends the memory over TLS too. While a VM is on its way nothing is told of it; then it is gone, without an OFF,
 * or it is told of again.
 */
final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int BASE = MigrateFlags.LIVE
            | MigrateFlags.PEER2PEER
            | MigrateFlags.PERSIST_DEST
            | MigrateFlags.UNDEFINE_SOURCE
            | MigrateFlags.ABORT_ON_ERROR
            | MigrateFlags.TLS;

    /** How long the SPICE client of a VM may open its links to the other host; it begins at once. */
    private static final Duration CLIENT_FOLLOWS = Duration.ofSeconds(120);

    /** Passes over all memory after which the guest writes faster than the network carries. */
    private static final long PASSES = 2;

    private static final String NO_POST_COPY = "Postcopy is not supported";

    private final HypervisorConnection connection;
    private final Domains domains;
    private final Watch watch;
    private final Audience audience;
    private final Optional<MigrationTls> tls;
    private final Clock clock;
    private final Map<VmId, Move> moves = new ConcurrentHashMap<>();

    Migrations(
            HypervisorConnection connection,
            Domains domains,
            Watch watch,
            Audience audience,
            Optional<MigrationTls> tls,
            Clock clock) {
        this.connection = connection;
        this.domains = domains;
        this.watch = watch;
        this.audience = audience;
        this.tls = tls;
        this.clock = clock;
    }

    /** What became of a move beside what libvirt says. */
    private static final class Move {
        private volatile boolean cancelled;
        private volatile boolean late;
        private boolean postCopy;
    }

    Outcome migrate(MigrateVm command) throws LibvirtException {
        if (tls.isEmpty()) {
            return new Outcome.Refused(
                    Reason.INVALID,
                    "this host cannot send or take running VMs: its agent listens on loopback only, or its libvirtd is a"
                            + " service of the machine");
        }
        var vm = command.vm();
        var standing = domains.whileRunning(vm, _ -> new Outcome.Done());
        if (!standing.equals(new Outcome.Done())) {
            return standing;
        }
        var move = new Move();
        if (moves.putIfAbsent(vm, move) != null) {
            return new Outcome.Refused(Reason.BUSY, "the VM " + vm + " is being moved already");
        }
        domains.leaves(vm, move);
        boolean arrived = false;
        try {
            var outcome = carry(command, tls.get(), move, command.limits().postCopy());
            arrived = outcome.equals(new Outcome.Done());
            return outcome;
        } finally {
            moves.remove(vm);
            watch.journeyOver(vm, move, arrived);
        }
    }

    /** Looks whether the migration certificate was renewed. */
    void renewCertificate() {
        tls.ifPresent(MigrationTls::renew);
    }

    private Outcome carry(MigrateVm command, MigrationTls ours, Move move, boolean postCopy) throws LibvirtException {
        var vm = command.vm();
        var limits = command.limits();
        ours.renew();
        log.atInfo()
                .addKeyValue("vm", vm)
                .addKeyValue("to", command.target().address())
                .log("migration begins");
        Future<Optional<Boolean>> end = connection.begin(h -> h.with(vm, domain -> {
            domain.migrateSetMaxDowntime(limits.downtime().toMillis());
            domain.migrateToURI(
                    ours.uri(command.target().address()),
                    parameters(domain, command.target(), limits),
                    flags(domain, postCopy));
            return true;
        }));
        attend(command, move, postCopy, end);
        try {
            return HypervisorConnection.await(end).isPresent() ? new Outcome.Done() : Domains.absent(vm);
        } catch (LibvirtException e) {
            if (move.cancelled) {
                return new Outcome.Failed("the migration was called off; the VM runs here as before");
            }
            if (move.late) {
                return new Outcome.Failed(
                        "the migration did not end within " + limits.deadline().toSeconds()
                                + " s and was called off; the VM runs here as before; allow more time or downtime");
            }
            if (postCopy && String.valueOf(e.getMessage()).contains(NO_POST_COPY)) {
                // it may, it need not
                log.atWarn()
                        .addKeyValue("vm", vm)
                        .log("no post-copy between these hosts (vm.unprivileged_userfaultfd is 0?); moved without");
                return carry(command, ours, move, false);
            }
            throw e;
        }
    }

    private TypedParameter[] parameters(Domain domain, MigrationTarget target, MigrationLimits limits)
            throws LibvirtException {
        var there = MovedDomain.of(
                domain.getXMLDesc(MovedDomain.XML_FLAGS),
                target.address(),
                clock.instant().plus(CLIENT_FOLLOWS));
        var all = new ArrayList<TypedParameter>(List.of(
                new TypedStringParameter(DomainMigrateParameters.VIR_MIGRATE_PARAM_DEST_XML, there.xml()),
                new TypedStringParameter(DomainMigrateParameters.VIR_MIGRATE_PARAM_PERSIST_XML, there.xml()),
                new TypedStringParameter(
                        DomainMigrateParameters.VIR_MIGRATE_PARAM_URI, "tcp://" + MigrationTls.host(target.address())),
                new TypedStringParameter(
                        DomainMigrateParameters.VIR_MIGRATE_PARAM_TLS_DESTINATION,
                        target.host().toString())));
        if (there.spice()) {
            // where a SPICE client goes on; ports and certificates are told by the target
            all.add(new TypedStringParameter(
                    DomainMigrateParameters.VIR_MIGRATE_PARAM_GRAPHICS_URI,
                    "spice://" + MigrationTls.host(target.address()) + "?tlsSubject=CN%3D" + target.host()));
        }
        if (limits.bandwidthMiB() > 0) {
            all.add(new TypedUlongParameter(
                    DomainMigrateParameters.VIR_MIGRATE_PARAM_BANDWIDTH, limits.bandwidthMiB()));
        }
        return all.toArray(TypedParameter[]::new);
    }

    private static int flags(Domain domain, boolean postCopy) throws LibvirtException {
        boolean known =
                DomainView.of(domain.getXMLDesc(0), false).files().stream().allMatch(SharedStorage::isKnownAsShared);
        // libvirt would refuse; that the storage is shared the manager knows, and an image that is not there fails
        return BASE | (known ? 0 : MigrateFlags.UNSAFE) | (postCopy ? MigrateFlags.POSTCOPY : 0);
    }

    /** Tells how far it has come, and calls it off when its time is over. */
    private void attend(MigrateVm command, Move move, boolean postCopy, Future<Optional<Boolean>> end)
            throws LibvirtException {
        var vm = command.vm();
        long deadline = System.nanoTime() + command.limits().deadline().toNanos();
        int told = -1;
        while (!end.isDone()) {
            Waiting.pause(LOOK_EVERY);
            var progress = MigrationProgress.of(stats(vm));
            if (progress.percent() > told) {
                told = progress.percent();
                audience.progress(command.id(), told, progress.text());
            }
            if (postCopy && !move.postCopy && progress.passes() > PASSES) {
                move.postCopy = true;
                connection.call(h -> h.raw(
                        vm, domain -> Optional.of(LibvirtCalls.LIBRARY.virDomainMigrateStartPostCopy(domain, 0))));
            }
            if (move.cancelled || System.nanoTime() > deadline) {
                move.late |= !move.cancelled;
                abort(vm);
            }
        }
    }

    private List<TypedParameter> stats(VmId vm) throws LibvirtException {
        try {
            return connection
                    .call(h -> h.with(
                            vm,
                            domain -> domain.isActive() == 1
                                    ? Arrays.asList(domain.getJobStats(0).stats)
                                    : List.<TypedParameter>of()))
                    .orElse(List.of());
        } catch (LibvirtException e) {
            // it has just ended
            log.atDebug().addKeyValue("reason", e.getMessage()).log("no progress known");
            return List.of();
        }
    }

    private void abort(VmId vm) {
        try {
            connection.call(h -> h.with(vm, Domain::abortJob));
        } catch (LibvirtException e) {
            // it has not begun, has just ended, or cannot be called off any more; its end tells
            log.atDebug().addKeyValue("reason", e.getMessage()).log("migration not called off");
        }
    }

    /** Calls a move off; returns before it has stopped, which the move's own command tells. */
    Outcome cancel(VmId vm) throws LibvirtException {
        var move = moves.get(vm);
        if (move == null) {
            return domains.standing(vm) == Domains.Standing.FOREIGN ? Domains.notOurs(vm) : new Outcome.Done();
        }
        move.cancelled = true;
        abort(vm);
        return new Outcome.Done();
    }
}
