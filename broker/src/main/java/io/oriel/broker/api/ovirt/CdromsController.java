package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Listing.Kind;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /vms/ID/cdroms}: every VM has one drive. */
@RestController
@RequestMapping("/ovirt-engine/api/vms/{vm}/cdroms")
class CdromsController {
    private static final Kind KIND = Kind.plain("cdroms", "cdrom");

    private final VmAdmin vms;

    CdromsController(VmAdmin vms) {
        this.vms = vms;
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping
    Reply list(ServerWebExchange exchange, @PathVariable String vm) {
        var ask = Ask.of(exchange);
        return ask.found(all(vms.show(ask.actor(), VmSheets.named(vm))));
    }

    static Node.Many all(VmAdmin.Entry entry) {
        var vm = entry.vm().vm().id();
        var drive = Sheet.of("cdrom", "vms/" + vm + "/cdroms", Paths.named("cdrom", vm.toString()))
                .put(Sheet.ref("vm", "vms", vm));
        entry.vm()
                .outfit()
                .starting()
                .cdrom()
                .ifPresent(iso -> drive.put(Sheet.of("file").attribute("id", iso.name())));
        return KIND.of(List.of(drive.item()));
    }
}
