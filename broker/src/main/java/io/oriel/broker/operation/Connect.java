package io.oriel.broker.operation;

import io.oriel.broker.access.Access;
import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.gateway.Gateway;
import io.oriel.broker.gateway.Gateways;
import io.oriel.broker.session.Session;
import io.oriel.broker.session.Sessions;
import io.oriel.broker.ticket.ConsoleDoor;
import io.oriel.broker.ticket.Tickets;
import io.oriel.broker.trust.Trust;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.VmId;
import io.oriel.pool.Claim;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.estate.VmState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings a person to a desktop: allow, claim, open, issue. The spine of the broker.
 *
 * <p>What cannot work is found out before anything is taken; a desktop that was taken stays the person's whatever comes
 * after, and they connect again to that desktop.
 */
public final class Connect {
    private final Access access;
    private final PoolModule estate;
    private final Gateways gateways;
    private final Sessions sessions;
    private final Tickets tickets;
    private final Trust trust;

    public Connect(
            Access access, PoolModule estate, Gateways gateways, Sessions sessions, Tickets tickets, Trust trust) {
        this.access = access;
        this.estate = estate;
        this.gateways = gateways;
        this.sessions = sessions;
        this.tickets = tickets;
        this.trust = trust;
    }

    /**
     * Offers a ticket for a desktop.
     *
     * @param clientAddress where the person is, as the portal saw it; for the log
     */
    public ConnectResult connect(User user, Target target, DisplayProtocol protocol, String clientAddress) {
        return connect(user, target, protocol, clientAddress, gateways::pick);
    }

    /** As {@link #connect}, for a VM whose door the person's program was told before ({@link #doors}). */
    public ConnectResult ticket(User user, VmId vm, DisplayProtocol protocol, String clientAddress) {
        return connect(
                user,
                new Target.Desktop(vm),
                protocol,
                clientAddress,
                () -> doors(user).gateway(vm));
    }

    /** Where tickets of the gateways that are there now are to be shown. */
    public Doors doors(User user) {
        return new Doors(gateways.healthy(), trust.caPem());
    }

    /** Takes a desktop from a pool, without looking at it; empty when the person may not take from it, or it is not there. */
    public Optional<Claim> take(User user, PoolId pool) {
        return mayConnect(user, new Target.Pool(pool))
                ? Optional.of(estate.pools().claim(pool, user.id()))
                : Optional.empty();
    }

    private ConnectResult connect(
            User user,
            Target target,
            DisplayProtocol protocol,
            String clientAddress,
            Supplier<Optional<Gateway>> picking) {
        if (!mayConnect(user, target)) {
            return new ConnectResult.NotEntitled();
        }
        var gateway = picking.get();
        if (gateway.isEmpty()) {
            return new ConnectResult.NoGateway();
        }
        return switch (claim(user, target)) {
            case Held.Ready(var vm) -> open(user, vm, gateway.get(), protocol, clientAddress);
            case Held.Starting(var vm, var eta) -> new ConnectResult.ComeBack(vm.id(), vm.name(), eta);
            case Held.NotRunning(var vm) ->
                new ConnectResult.NotRunning(vm.name(), vm.state().restName());
            case Held.Nothing(var why) -> why;
        };
    }

    /** What the person has after the claim. */
    private sealed interface Held {
        record Ready(Vm vm) implements Held {}

        record Starting(Vm vm, Optional<Duration> eta) implements Held {}

        record NotRunning(Vm vm) implements Held {}

        record Nothing(ConnectResult why) implements Held {}
    }

    /** {@link UseCase#DESKTOP_TAKE} or {@link UseCase#DESKTOP_CONNECT}; for whom it is not, it is not there. */
    private boolean mayConnect(User user, Target target) {
        return switch (target) {
            case Target.Pool(var id) -> estate.pools().find(id).isPresent() && access.mayTake(user, id);
            case Target.Desktop(var id) ->
                estate.vms().find(id).filter(vm -> access.maySee(user.id(), vm)).isPresent();
        };
    }

    private Held claim(User user, Target target) {
        return switch (target) {
            case Target.Pool(var id) -> fromPool(user, id);
            case Target.Desktop(var id) -> own(user, id);
        };
    }

    private Held fromPool(User user, PoolId id) {
        return switch (estate.pools().claim(id, user.id())) {
            case Claim.Ready(var vm) -> new Held.Ready(vm);
            case Claim.Starting(var vm, var eta) -> new Held.Starting(vm, eta);
            case Claim.LimitReached(var limit) -> new Held.Nothing(new ConnectResult.LimitReached(limit));
            case Claim.Exhausted() ->
                new Held.Nothing(new ConnectResult.PoolExhausted(
                        estate.pools().find(id).map(Pool::name).orElse("")));
        };
    }

    private Held own(User user, VmId id) {
        var found = estate.vms().find(id);
        if (found.isEmpty()) {
            return new Held.Nothing(new ConnectResult.NotEntitled()); // it went away just now
        }
        var vm = found.get();
        return switch (vm.state()) {
            case VmState.Up _, VmState.RebootInProgress _, VmState.MigratingFrom _ -> new Held.Ready(vm);
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.ImageLocked _,
                    VmState.MigratingTo _ -> new Held.Starting(vm, estate.vms().eta(id));
            case VmState.Down _, VmState.Suspended _ ->
                start(user, vm) ? new Held.Starting(vm, estate.vms().eta(id)) : new Held.NotRunning(vm);
            case VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> new Held.NotRunning(vm);
        };
    }

    /** Their own as its holder; another VM when they may run it. */
    private boolean start(User user, Vm vm) {
        if (vm.assignedTo().isPresent()) {
            return estate.vms().start(vm.id(), user.id());
        }
        if (!access.may(user, ActionGroup.RUN_VM, ObjectRef.of(vm.id())).allowed()) {
            return false;
        }
        estate.vms().start(vm.id());
        return true;
    }

    private ConnectResult open(User user, Vm vm, Gateway gateway, DisplayProtocol protocol, String clientAddress) {
        if (estate.vms().console(vm.id(), ConsoleDoor.kind(protocol)).isEmpty()) {
            return hasDisplay(vm.id())
                    ? new ConnectResult.NoDisplay(vm.name(), protocol)
                    : new ConnectResult.ComeBack(vm.id(), vm.name(), Optional.empty()); // its host has not told yet
        }
        var route = new Sessions.Route(gateway.id(), protocol, clientAddress);
        return switch (sessions.open(user, vm, route, secondViewer(vm))) {
            case Sessions.Opening.Opened(var session) -> offer(user, vm, gateway, session, clientAddress);
            case Sessions.Opening.Elsewhere(var since, var address) -> {
                estate.events()
                        .record(event(
                                user,
                                vm,
                                "second viewer of " + vm.name() + " for " + user.id() + " at " + clientAddress
                                        + " refused: it is open at " + address));
                yield new ConnectResult.OpenElsewhere(vm.name(), since, address);
            }
        };
    }

    private SecondViewer secondViewer(Vm vm) {
        return vm.pool()
                .flatMap(estate.pools()::find)
                .map(pool -> pool.policy().secondViewer())
                .orElse(SecondViewer.TAKE_OVER);
    }

    private ConnectResult offer(User user, Vm vm, Gateway gateway, Session session, String clientAddress) {
        var ticket = tickets.issue(session);
        estate.events()
                .record(event(
                        user, vm, "ticket for " + vm.name() + " issued to " + user.id() + " at " + clientAddress));
        return new ConnectResult.Offered(new Offer(
                session.id(),
                vm.id(),
                vm.name(),
                ticket,
                Tickets.VALID,
                gateway.publicName(),
                gateway.port(),
                trust.caPem(),
                gateway.hostSubject()));
    }

    private boolean hasDisplay(VmId vm) {
        return Arrays.stream(ConsoleKind.values())
                .anyMatch(kind -> estate.vms().console(vm, kind).isPresent());
    }

    private static Event event(User user, Vm vm, String text) {
        var event = Event.of(Severity.NORMAL, text).about(vm.id()).about(user.id());
        return vm.pool().map(event::about).orElse(event);
    }
}
