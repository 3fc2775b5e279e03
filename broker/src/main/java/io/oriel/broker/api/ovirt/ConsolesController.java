package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.Doors;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.ViewerFile;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.ConsoleKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms/ID/graphicsconsoles}: where a VM is looked at, which is always at a gateway. */
@RestController
@RequestMapping("/ovirt-engine/api/vms/{vm}/graphicsconsoles")
class ConsolesController {
    private static final Kind KIND = Kind.plain("graphics_consoles", "graphics_console");

    private final VmAdmin vms;
    private final Connect connect;
    private final Offers offers;

    ConsolesController(VmAdmin vms, Connect connect, Offers offers) {
        this.vms = vms;
        this.connect = connect;
        this.offers = offers;
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping
    Reply list(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        var doors = connect.doors(ask.actor());
        return ask.found(KIND.of(VmSheets.displays(entry).stream()
                .map(it -> sheet(entry, it).put(at(entry, doors)).item())
                .toList()));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return ask.found(sheet(entry, kind(entry, id))
                .put(at(entry, connect.doors(ask.actor())))
                .item());
    }

    @Allowed(UseCase.DESKTOP_CONNECT)
    @PostMapping("/{id}/ticket")
    Reply ticket(
            ServerWebExchange exchange,
            @PathVariable String vm,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        var protocol = protocol(kind(entry, id));
        var said = Body.orNothing(body).only("async", "ticket");
        return ask.done(said, List.of(offers.sheet(exchange, entry, protocol)));
    }

    /** Only for SPICE: who speaks VNC comes by the browser. */
    @Allowed(UseCase.DESKTOP_CONNECT)
    @PostMapping("/{id}/remoteviewerconnectionfile")
    Reply file(
            ServerWebExchange exchange,
            @PathVariable String vm,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Body body) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        if (kind(entry, id) != ConsoleKind.SPICE) {
            throw new BrokerException(
                    Code.IN_USE, "a vnc display is looked at in the browser; there is a viewer's file for spice only");
        }
        var said = Body.orNothing(body).only("async");
        var file = ViewerFile.of(offers.offer(exchange, entry, DisplayProtocol.SPICE));
        return ask.done(said, List.of(new Node.Text("remote_viewer_connection_file", file.text())));
    }

    static Node.Many all(VmAdmin.Entry entry) {
        return KIND.of(VmSheets.displays(entry).stream()
                .map(it -> sheet(entry, it).item())
                .toList());
    }

    private static ConsoleKind kind(VmAdmin.Entry entry, String id) {
        return VmSheets.displays(entry).stream()
                .filter(it -> id(it).equals(id))
                .findFirst()
                .orElseThrow(() -> Ask.nothing("graphics console", id));
    }

    private static DisplayProtocol protocol(ConsoleKind kind) {
        return switch (kind) {
            case SPICE -> DisplayProtocol.SPICE;
            case VNC -> DisplayProtocol.RFB;
        };
    }

    /** oVirt's: the hexadecimal digits of the name. */
    private static String id(ConsoleKind kind) {
        return HexFormat.of().formatHex(kind.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }

    private static Sheet sheet(VmAdmin.Entry entry, ConsoleKind kind) {
        var vm = entry.vm().vm().id();
        return Sheet.of("graphics_console", "vms/" + vm + "/graphicsconsoles", id(kind))
                .actions("remoteviewerconnectionfile", "ticket")
                .text("protocol", kind.name().toLowerCase(Locale.ROOT))
                .put(Sheet.ref("vm", "vms", vm));
    }

    private static List<Node> at(VmAdmin.Entry entry, Doors doors) {
        return doors.of(entry.vm().vm().id()).stream()
                .flatMap(it -> Stream.<Node>of(
                        new Node.Text("address", it.name()), new Node.Text("tls_port", Integer.toString(it.port()))))
                .toList();
    }
}
