package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.NetworkAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.broker.operation.VmWish;
import io.oriel.pool.estate.Nic;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms/ID/nics}. A card has no name of its own here: it is called {@code nic1} and so on by its place. */
@RestController
@RequestMapping("/ovirt-engine/api/vms/{vm}/nics")
class NicsController {
    private static final Kind KIND = Kind.plain("nics", "nic");
    private static final String[] FIELDS = {
        "description", "interface", "linked", "mac", "name", "network", "plugged", "vnic_profile"
    };

    private final VmAdmin vms;
    private final VmDeviceAdmin devices;
    private final NetworkAdmin networks;
    private final Listing listing;

    NicsController(VmAdmin vms, VmDeviceAdmin devices, NetworkAdmin networks, Listing listing) {
        this.vms = vms;
        this.devices = devices;
        this.networks = networks;
        this.listing = listing;
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping
    Reply list(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return listing.answer(
                ask, KIND, entry.vm().outfit().nics(), new Shown<>(it -> it.id().toString(), it -> sheet(entry, it)));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{id}")
    Reply show(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return ask.found(sheet(entry, one(entry, id)));
    }

    @Allowed(UseCase.NIC_ADD)
    @PostMapping
    Reply add(ServerWebExchange exchange, @PathVariable String vm, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var before = vms.show(ask.actor(), VmSheets.named(vm)).vm().outfit().nics();
        check(body);
        var wish = new VmWish.Card(body.at("mac", "address"), network(ask, body));
        var after = devices.addNic(ask.actor(), VmSheets.named(vm), wish, List.of());
        var added = after.vm().outfit().nics().stream()
                .filter(it -> before.stream().noneMatch(old -> old.id().equals(it.id())))
                .findFirst()
                .orElseGet(() -> after.vm().outfit().nics().getLast());
        return ask.made(sheet(after, added));
    }

    /** Only its network can be changed. */
    @Allowed(UseCase.NIC_MOVE)
    @PutMapping("/{id}")
    Reply move(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id, @RequestBody Body body) {
        var ask = Ask.of(exchange);
        var nic = one(vms.show(ask.actor(), VmSheets.named(vm)), id);
        check(body);
        var changed = devices.moveNic(ask.actor(), VmSheets.named(vm), nic.id().toString(), network(ask, body));
        return ask.found(sheet(changed, one(changed, id)));
    }

    @Allowed(UseCase.NIC_REMOVE)
    @DeleteMapping("/{id}")
    Reply remove(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        var nic = one(vms.show(ask.actor(), VmSheets.named(vm)), id);
        devices.removeNic(ask.actor(), VmSheets.named(vm), nic.id().toString());
        return Ask.gone();
    }

    private static void check(Body body) {
        body.only(FIELDS).fixed("interface", "virtio").fixed("linked", "true").fixed("plugged", "true");
    }

    /** By the network or by its profile, which has its id and its name. */
    private Optional<String> network(Ask ask, Body body) {
        return body.part("network")
                .or(() -> body.part("vnic_profile"))
                .map(it -> VmWishes.named(
                        it,
                        networks.list(ask.actor()),
                        one -> one.network().id(),
                        one -> one.network().name()));
    }

    private static Nic one(VmAdmin.Entry entry, String id) {
        return Ask.one(entry.vm().outfit().nics(), it -> it.id().value(), "nic", id);
    }

    static Node.Many all(VmAdmin.Entry entry) {
        return KIND.of(
                entry.vm().outfit().nics().stream().map(it -> sheet(entry, it)).toList());
    }

    private static Node.Item sheet(VmAdmin.Entry entry, Nic nic) {
        var vm = entry.vm().vm().id();
        var nics = entry.vm().outfit().nics();
        int place = IntStream.range(0, nics.size())
                .filter(i -> nics.get(i).id().equals(nic.id()))
                .findFirst()
                .orElse(0);
        var sheet = Sheet.of("nic", "vms/" + vm + "/nics", nic.id())
                .text("name", "nic" + (place + 1))
                .text("interface", "virtio")
                .text("linked", "true")
                .put(Sheet.of("mac").text("address", nic.mac()))
                .text("plugged", !nic.leaving())
                .put(Sheet.ref("vm", "vms", vm));
        nic.network()
                .ifPresent(it -> sheet.put(Sheet.ref("network", "networks", it))
                        .put(Sheet.ref("vnic_profile", "vnicprofiles", it)));
        return sheet.item();
    }
}
