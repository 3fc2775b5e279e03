package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.api.ovirt.Listing.Shown;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.VmLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms/ID/statistics} and {@code /hosts/ID/statistics}: what is known now; what is not known is not there. */
@RestController
@RequestMapping("/ovirt-engine/api")
class StatisticsController {
    private static final Kind KIND = Kind.plain("statistics", "statistic");
    private static final long MIB = 1024 * 1024;

    private final VmAdmin vms;
    private final HostAdmin hosts;
    private final Listing listing;

    StatisticsController(VmAdmin vms, HostAdmin hosts, Listing listing) {
        this.vms = vms;
        this.hosts = hosts;
        this.listing = listing;
    }

    /** @param of the path of the thing it is about */
    private record Statistic(String of, String name, String description, Unit unit, long value) {
        String id() {
            return Paths.named(of, name).toString();
        }

        Node.Item sheet() {
            return Sheet.of("statistic", of + "/statistics", id())
                    .text("name", name)
                    .text("description", description)
                    .text("kind", "gauge")
                    .text("type", unit == Unit.BYTES ? "integer" : "decimal")
                    .text("unit", unit.name().toLowerCase(Locale.ROOT))
                    .many(
                            "values",
                            "value",
                            List.of(Sheet.of("value").text("datum", value).item()))
                    .item();
        }
    }

    private enum Unit {
        BYTES,
        PERCENT
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/vms/{vm}/statistics")
    Reply vm(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        var entry = vms.show(ask.actor(), VmSheets.named(vm));
        return listing.answer(ask, KIND, of(entry), new Shown<>(Statistic::id, Statistic::sheet));
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/vms/{vm}/statistics/{id}")
    Reply showVm(ServerWebExchange exchange, @PathVariable String vm, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return show(ask, of(vms.show(ask.actor(), VmSheets.named(vm))), id);
    }

    @Allowed(UseCase.HOST_SHOW)
    @GetMapping("/hosts/{id}/statistics")
    Reply host(ServerWebExchange exchange, @PathVariable String id) {
        var ask = Ask.of(exchange);
        return listing.answer(ask, KIND, ofHost(ask, id), new Shown<>(Statistic::id, Statistic::sheet));
    }

    @Allowed(UseCase.HOST_SHOW)
    @GetMapping("/hosts/{id}/statistics/{statistic}")
    Reply showHost(ServerWebExchange exchange, @PathVariable String id, @PathVariable String statistic) {
        var ask = Ask.of(exchange);
        return show(ask, ofHost(ask, id), statistic);
    }

    private static Reply show(Ask ask, List<Statistic> all, String id) {
        return ask.found(
                Ask.one(all, it -> UUID.fromString(it.id()), "statistic", id).sheet());
    }

    private List<Statistic> ofHost(Ask ask, String id) {
        var host = Ask.one(hosts.list(ask.actor()), it -> it.host().id().value(), "host", id)
                .host();
        return host.facts().map(HostFacts::memoryMiB).stream()
                .map(it -> new Statistic("hosts/" + id, "memory.total", "Total memory", Unit.BYTES, it * MIB))
                .toList();
    }

    static Node.Many all(VmAdmin.Entry entry) {
        return KIND.of(of(entry).stream().map(Statistic::sheet).toList());
    }

    private static List<Statistic> of(VmAdmin.Entry entry) {
        var at = "vms/" + entry.vm().vm().id();
        var all = new ArrayList<Statistic>();
        all.add(new Statistic(
                at,
                "memory.installed",
                "Total memory configured",
                Unit.BYTES,
                entry.vm().vm().memoryMiB() * MIB));
        entry.load()
                .flatMap(VmLoad::memoryUsedMiB)
                .ifPresent(it -> all.add(new Statistic(at, "memory.used", "Memory used", Unit.BYTES, it * MIB)));
        entry.load()
                .flatMap(VmLoad::cpuPercent)
                .ifPresent(it -> all.add(new Statistic(at, "cpu.current.total", "Total CPU used", Unit.PERCENT, it)));
        return all;
    }
}
