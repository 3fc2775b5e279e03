package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmAdmin.Verb;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.portal.admin.list.Lists;
import io.oriel.portal.admin.list.Tab;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** Virtual machines: the list, one of them, and what is done to one as a whole. */
@Controller
@RequestMapping("/admin/vms")
class VmPages {
    static final String HERE = "vms";
    private static final int EVENTS = 20;

    private final BrokerModule broker;
    private final VmAdmin vms;
    private final Lists lists;
    private final Barred barred;
    private final Faults faults;
    private final Words words;
    private final Clock clock;

    VmPages(BrokerModule broker, Lists lists, Barred barred, Faults faults, Words words, Clock clock) {
        this.lists = lists;
        this.barred = barred;
        this.broker = broker;
        this.vms = broker.vms();
        this.faults = faults;
        this.words = words;
        this.clock = clock;
    }

    @Allowed(UseCase.VM_LIST)
    @GetMapping
    String list(
            @AuthenticationPrincipal User user,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        model.addAttribute("verbs", Bulk.values());
        model.addAttribute("barred", barred.anywhere(user, Bulk.useCases(UseCase.VM_CREATE)));
        return lists.page(user, Tab.VMS, q, page, model);
    }

    @Allowed(UseCase.VM_SHOW)
    @GetMapping("/{id}")
    String show(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            @RequestParam(defaultValue = "general") String tab,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        return sheet(user, id, VmTab.of(tab), Map.of(), model);
    }

    /** A part of the page of one VM, with forms that were refused in place of empty ones. */
    String sheet(User user, String id, VmTab tab, Map<String, Form> refused, Model model) {
        var entry = vms.show(user, id);
        var names = new VmSheet.Names(
                broker.site().storage().list(user).stream()
                        .map(it -> it.domain())
                        .collect(Collectors.toMap(StorageDomain::id, Function.identity())),
                broker.site().networks().list(user).stream()
                        .map(it -> it.network())
                        .collect(Collectors.toMap(it -> it.id(), it -> it.name())));
        var object = ObjectRef.of(entry.vm().vm().id());
        Predicate<UseCase> may = it -> broker.rights().may(user, it, object);
        model.addAttribute("vm", VmSheet.of(entry, names, words, clock.instant(), may));
        model.addAttribute(
                "barred",
                barred.on(
                        user,
                        object,
                        UseCase.DISK_ADD,
                        UseCase.DISK_REMOVE,
                        UseCase.NIC_ADD,
                        UseCase.NIC_REMOVE,
                        UseCase.SNAPSHOT_TAKE));
        var oversees = may.test(UseCase.VM_WHY_NOT);
        if (oversees) {
            var explanation = broker.whyNot().ask(user, id).explanation();
            model.addAttribute("standings", Standing.of(explanation, words));
            model.addAttribute("start", explanation.start());
            model.addAttribute("policy", explanation.policy());
            model.addAttribute(
                    "permissions",
                    PermissionLine.of(
                            broker.permissions()
                                    .on(user, ObjectKind.VM, object.id().toString()),
                            object.id().toString(),
                            words));
        }
        model.addAttribute("oversees", oversees);
        model.addAttribute("tab", tab.key());
        model.addAttribute("parts", VmTab.seen(oversees));
        model.addAttribute(
                "sessions",
                broker.sessions().list(user).stream()
                        .filter(open ->
                                open.session().vm().equals(entry.vm().vm().id()))
                        .map(open -> SessionRow.of(open, words))
                        .toList());
        model.addAttribute(
                "theirs",
                broker.desktops().of(user).desktops().stream()
                        .anyMatch(desktop -> desktop.id().equals(entry.vm().vm().id()) && desktop.connectable()));
        model.addAttribute(
                "lines", Line.of(broker.view().events(user, entry.vm().vm().id().value(), EVENTS)));
        model.addAttribute(
                "storage",
                names.storage().values().stream()
                        .map(StorageDomain::name)
                        .sorted()
                        .toList());
        model.addAttribute(
                "networks", names.networks().values().stream().sorted().toList());
        var empty = Form.filled(Map.of(), words);
        for (var form : List.of("disk", "nic", "snapshot")) {
            model.addAttribute(form, refused.getOrDefault(form, empty));
        }
        model.addAttribute("here", HERE);
        return "vm";
    }

    @Allowed(UseCase.VM_MIGRATE)
    @GetMapping("/{id}/migrate")
    String where(@AuthenticationPrincipal User user, @PathVariable String id, Model model) {
        var answer = broker.whyNot().ask(user, id);
        model.addAttribute("id", answer.vm().id().toString());
        model.addAttribute("name", answer.vm().name());
        model.addAttribute("standings", Standing.of(answer.explanation(), words));
        model.addAttribute("here", HERE);
        return "migrate";
    }

    @Allowed(UseCase.VM_MIGRATE)
    @PostMapping("/{id}/migrate")
    String migrate(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            WebSession session) {
        var host = Form.posted(exchange, words).given("host");
        faults.attempt(() -> {
                    var entry = vms.migrate(user, id, host);
                    return Notice.done(
                            words.say("vm.migrate.done", entry.vm().vm().name()), words.say("vm.asked"));
                })
                .keep(session);
        return back(id);
    }

    @Allowed({UseCase.VM_STOP, UseCase.VM_RESET, UseCase.VM_DELETE})
    @GetMapping("/{id}/{verb:stop|reset|delete}")
    String ask(@AuthenticationPrincipal User user, @PathVariable String id, @PathVariable String verb, Model model) {
        var vm = vms.show(user, id).vm();
        var name = vm.vm().name();
        var lost = verb.equals("delete")
                ? List.of(
                        words.say("vm.delete.disks", 1 + vm.outfit().disks().size()),
                        words.say("vm.delete.snapshots", vm.outfit().snapshots().size()),
                        words.say("vm.delete.settings"))
                : List.of(words.say("vm.stop.work"));
        return new Question(
                        words.say("vm." + verb + ".ask", name),
                        lost,
                        words.say("vm." + verb + ".kept"),
                        "/admin/vms/" + id + "/" + verb,
                        words.say("vm." + verb + ".button", name),
                        "/admin/vms/" + id,
                        verb.equals("delete") ? words.say("vm.delete.option") : null)
                .page(model, HERE);
    }

    @Allowed(UseCase.VM_DELETE)
    @PostMapping("/{id}/delete")
    String delete(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            WebSession session) {
        var keep = Form.posted(exchange, words).ticked("option");
        var name = vms.show(user, id).vm().vm().name();
        faults.attempt(() -> {
                    vms.delete(user, id, keep);
                    return Notice.done(
                            words.say("vm.delete.done", name),
                            words.say(keep ? "vm.delete.done.kept" : "vm.delete.done.all"));
                })
                .keep(session);
        return "redirect:/admin/vms";
    }

    @Allowed({
        UseCase.VM_START,
        UseCase.VM_SHUTDOWN,
        UseCase.VM_STOP,
        UseCase.VM_SUSPEND,
        UseCase.VM_RESUME,
        UseCase.VM_PAUSE,
        UseCase.VM_REBOOT,
        UseCase.VM_RESET,
        UseCase.VM_CANCEL_MIGRATION
    })
    @PostMapping("/{id}/{verb}")
    String act(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            @PathVariable String verb,
            WebSession session) {
        var known = Arrays.stream(Verb.values())
                .filter(it ->
                        it.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(verb))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        faults.attempt(() -> {
                    var entry = vms.act(user, id, known);
                    return Notice.done(
                            words.say("vm." + verb + ".done", entry.vm().vm().name()), words.say("vm.asked"));
                })
                .keep(session);
        return back(id);
    }

    static String back(String id) {
        return "redirect:/admin/vms/" + id;
    }

    static String back(String id, VmTab tab) {
        return back(id) + "?tab=" + tab.key();
    }
}
