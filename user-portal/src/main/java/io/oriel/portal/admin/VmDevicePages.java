package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.broker.operation.VmWish;
import io.oriel.pool.estate.DataDisk;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** A VM's disks beside its first, its network cards and its snapshots. */
@Controller
@RequestMapping("/admin/vms/{id}")
class VmDevicePages {
    private static final long MOST_GIB = 65_536;

    private final VmDeviceAdmin devices;
    private final VmPages pages;
    private final Faults faults;
    private final Words words;

    VmDevicePages(BrokerModule broker, VmPages pages, Faults faults, Words words) {
        this.devices = broker.vmDevices();
        this.pages = pages;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.DISK_ADD)
    @PostMapping("/disks")
    String addDisk(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var gib = form.number("bytes", 1, MOST_GIB);
        var wrong = new ArrayList<>(form.wrong());
        if (form.given("name").isEmpty()) {
            wrong.add(new Wrong("name", "required", words.say("form.required")));
        }
        if (gib == null && wrong.stream().noneMatch(it -> it.field().equals("bytes"))) {
            wrong.add(new Wrong("bytes", "required", words.say("form.required")));
        }
        var wish = new VmWish.Disk(form.text("name"), (gib == null ? 1 : gib) << 30, form.given("storage"));
        var made = faults.attempt(form, () -> devices.addDisk(user, id, wish, List.copyOf(wrong)));
        if (made.isEmpty()) {
            return Shown.refused(response, pages.sheet(user, id, VmTab.DISKS, Map.of("disk", form), model));
        }
        Notice.done(words.say("vm.disk.added", wish.name()), words.say("vm.asked"))
                .keep(session);
        return VmPages.back(id, VmTab.DISKS);
    }

    @Allowed(UseCase.DISK_REMOVE)
    @GetMapping("/disks/{disk}/remove")
    String askDisk(@PathVariable String id, @PathVariable String disk, Model model) {
        return new Question(
                        words.say("vm.disk.remove.ask"),
                        List.of(words.say("vm.disk.remove.lost")),
                        words.say("vm.disk.remove.kept"),
                        "/admin/vms/" + id + "/disks/" + disk + "/remove",
                        words.say("vm.disk.remove.button"),
                        "/admin/vms/" + id,
                        words.say("vm.disk.remove.option"))
                .page(model, VmPages.HERE);
    }

    @Allowed(UseCase.DISK_REMOVE)
    @PostMapping("/disks/{disk}/remove")
    String removeDisk(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            @PathVariable String disk,
            ServerWebExchange exchange,
            WebSession session) {
        var keep = Form.posted(exchange, words).ticked("option");
        return done(
                id,
                "vm.disk.removed",
                () -> devices.removeDisk(user, id, disk, keep ? DataDisk.Fate.DETACH : DataDisk.Fate.DELETE),
                session);
    }

    @Allowed(UseCase.NIC_ADD)
    @PostMapping("/nics")
    String addCard(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var wish = new VmWish.Card(form.given("mac"), form.given("network"));
        var made = faults.attempt(form, () -> devices.addNic(user, id, wish, List.of()));
        if (made.isEmpty()) {
            return Shown.refused(response, pages.sheet(user, id, VmTab.NICS, Map.of("nic", form), model));
        }
        Notice.done(words.say("vm.nic.added"), words.say("vm.asked")).keep(session);
        return VmPages.back(id, VmTab.NICS);
    }

    @Allowed(UseCase.NIC_REMOVE)
    @PostMapping("/nics/{nic}/remove")
    String removeCard(
            @AuthenticationPrincipal User user, @PathVariable String id, @PathVariable String nic, WebSession session) {
        return done(id, "vm.nic.removed", () -> devices.removeNic(user, id, nic), session);
    }

    @Allowed(UseCase.SNAPSHOT_TAKE)
    @PostMapping("/snapshots")
    String snapshot(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var name = form.text("snapshot");
        if (name.isEmpty()) {
            form.wrong("snapshot", words.say("form.required"));
        }
        var made = name.isEmpty()
                ? Optional.<VmAdmin.Entry>empty()
                : faults.attempt(form, () -> devices.snapshot(user, id, name));
        if (made.isEmpty()) {
            return Shown.refused(response, pages.sheet(user, id, VmTab.SNAPSHOTS, Map.of("snapshot", form), model));
        }
        Notice.done(words.say("vm.snapshot.asked", name), words.say("vm.asked")).keep(session);
        return VmPages.back(id, VmTab.SNAPSHOTS);
    }

    @Allowed({UseCase.SNAPSHOT_REVERT, UseCase.SNAPSHOT_DELETE})
    @GetMapping("/snapshots/{snapshot}/{verb:revert|delete}")
    String askSnapshot(@PathVariable String id, @PathVariable String snapshot, @PathVariable String verb, Model model) {
        return new Question(
                        words.say("vm.snapshot." + verb + ".ask"),
                        List.of(words.say("vm.snapshot." + verb + ".lost")),
                        words.say("vm.snapshot." + verb + ".kept"),
                        "/admin/vms/" + id + "/snapshots/" + snapshot + "/" + verb,
                        words.say("vm.snapshot." + verb + ".button"),
                        "/admin/vms/" + id,
                        null)
                .page(model, VmPages.HERE);
    }

    @Allowed(UseCase.SNAPSHOT_REVERT)
    @PostMapping("/snapshots/{snapshot}/revert")
    String revert(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            @PathVariable String snapshot,
            WebSession session) {
        return done(id, "vm.snapshot.reverted", () -> devices.revert(user, id, snapshot), session);
    }

    @Allowed(UseCase.SNAPSHOT_DELETE)
    @PostMapping("/snapshots/{snapshot}/delete")
    String deleteSnapshot(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            @PathVariable String snapshot,
            WebSession session) {
        return done(id, "vm.snapshot.deleted", () -> devices.deleteSnapshot(user, id, snapshot), session);
    }

    private String done(String id, String key, Supplier<VmAdmin.Entry> work, WebSession session) {
        faults.attempt(() -> {
                    var name = work.get().vm().vm().name();
                    return Notice.done(words.say(key, name), words.say("vm.asked"));
                })
                .keep(session);
        return VmPages.back(id, tab(key));
    }

    /** Where what was done is seen. */
    private static VmTab tab(String key) {
        return key.startsWith("vm.disk.") ? VmTab.DISKS : key.startsWith("vm.nic.") ? VmTab.NICS : VmTab.SNAPSHOTS;
    }
}
