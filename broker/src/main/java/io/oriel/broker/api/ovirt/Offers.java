package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.Actor;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.Offer;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.pool.estate.VmState;
import org.springframework.web.server.ServerWebExchange;

/** Tickets, or why there is none. A VM that is off is not started by asking for one. */
final class Offers {
    private final Connect connect;

    Offers(Connect connect) {
        this.connect = connect;
    }

    /** The ticket as part of an answer. */
    Node sheet(ServerWebExchange exchange, VmAdmin.Entry entry, DisplayProtocol protocol) {
        var offer = offer(exchange, entry, protocol);
        return Sheet.of("ticket")
                .text("expiry", offer.validFor().toSeconds())
                .text("value", offer.ticket().value())
                .item();
    }

    Offer offer(ServerWebExchange exchange, VmAdmin.Entry entry, DisplayProtocol protocol) {
        var vm = entry.vm().vm();
        if (vm.state() instanceof VmState.Down || vm.state() instanceof VmState.Suspended) {
            throw conflict("vm " + vm.name() + " is " + VmSheets.status(entry) + "; start it first");
        }
        var result = connect.ticket(Actor.of(exchange), vm.id(), protocol, address(exchange));
        return switch (result) {
            case ConnectResult.Offered(var offer) -> offer;
            case ConnectResult.ComeBack _ ->
                throw conflict("vm " + vm.name() + " is starting; ask again when it is up");
            case ConnectResult.NotRunning(var name, var state) -> throw conflict("vm " + name + " is " + state);
            case ConnectResult.OpenElsewhere(var name, var _, var at) ->
                throw conflict("vm " + name + " is looked at from " + at + ", and its pool allows one viewer");
            case ConnectResult.NoDisplay(var name, var kind) ->
                throw conflict("vm " + name + " has no display for " + kind);
            case ConnectResult.NotEntitled() ->
                throw new BrokerException(
                        Code.FORBIDDEN,
                        "this needs the right CONNECT_TO_VM on vm " + vm.name() + ", which is not yours");
            case ConnectResult.NoGateway() ->
                throw new BrokerException(Code.UNAVAILABLE, "no gateway is there to carry the display");
            case ConnectResult.LimitReached _, ConnectResult.PoolExhausted _ ->
                throw new IllegalStateException("a single vm was asked for, and the answer is " + result);
        };
    }

    private static BrokerException conflict(String why) {
        return new BrokerException(Code.IN_USE, why);
    }

    /** The other end of the socket; what headers claim is not looked at. */
    static String address(ServerWebExchange exchange) {
        var remote = exchange.getRequest().getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? "unknown"
                : remote.getAddress().getHostAddress();
    }
}
