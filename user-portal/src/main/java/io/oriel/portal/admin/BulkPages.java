package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.util.UriUtils;

/**
 * Something done to all VMs that were picked in the list: what may lose something is asked first, with a line for each. Three
 * or more, and every deletion, want their number typed. One that cannot does not keep the others from it.
 */
@Controller
@RequestMapping("/admin/vms/bulk")
class BulkPages {
    private static final int MOST = 200;
    private static final int TYPED_FROM = 3;
    private static final int NAMED = 3;

    private final VmAdmin vms;
    private final Faults faults;
    private final Words words;
    private final Clock clock;

    BulkPages(BrokerModule broker, Faults faults, Words words, Clock clock) {
        this.vms = broker.vms();
        this.faults = faults;
        this.words = words;
        this.clock = clock;
    }

    /** A VM of the question, with what goes with it. */
    record Loss(String name, String what) {}

    @Allowed({UseCase.VM_START, UseCase.VM_SHUTDOWN, UseCase.VM_SUSPEND, UseCase.VM_STOP, UseCase.VM_DELETE})
    @PostMapping
    String act(
            @AuthenticationPrincipal User user,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var bulk = Bulk.of(form.text("verb")).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        var ids = List.copyOf(new LinkedHashSet<>(form.chosen("id")));
        var back = "redirect:/admin/vms?q=" + UriUtils.encode(form.text("back"), StandardCharsets.UTF_8);
        if (ids.isEmpty() || ids.size() > MOST) {
            Notice.refused(words.say("bulk.none"), words.say("bulk.none.next", MOST))
                    .keep(session);
            return back;
        }
        if (bulk.asks() && !form.ticked("sure")) {
            return question(user, bulk, ids, form, model);
        }
        if (typed(bulk, ids) && !form.text("number").equals(String.valueOf(ids.size()))) {
            form.wrong("number", words.say("bulk.number.wrong", ids.size()));
            return Shown.refused(response, question(user, bulk, ids, form, model));
        }
        all(user, bulk, ids).keep(session);
        return back;
    }

    private static boolean typed(Bulk bulk, List<String> ids) {
        return bulk.asks() && (ids.size() >= TYPED_FROM || bulk == Bulk.DELETE);
    }

    private Notice all(User user, Bulk bulk, List<String> ids) {
        var refused = new ArrayList<String>();
        for (var id : ids) {
            var one = faults.attempt(() -> {
                bulk.verb().ifPresentOrElse(verb -> vms.act(user, id, verb), () -> vms.delete(user, id, false));
                return Notice.done("", "");
            });
            if (!one.tone().equals("ok")) {
                refused.add(one.next());
            }
        }
        int done = ids.size() - refused.size();
        var said = words.say("bulk.done." + bulk.key(), done, ids.size());
        if (refused.isEmpty()) {
            return Notice.done(said, words.say("bulk.asked"));
        }
        var more = refused.size() > NAMED
                ? Stream.of(words.say("bulk.more", refused.size() - NAMED))
                : Stream.<String>empty();
        return Notice.refused(
                said, Stream.concat(refused.stream().limit(NAMED), more).collect(Collectors.joining(" ")));
    }

    private String question(User user, Bulk bulk, List<String> ids, Form form, Model model) {
        model.addAttribute("bulk", bulk);
        model.addAttribute("ids", ids);
        model.addAttribute(
                "losses", ids.stream().map(id -> loss(vms.show(user, id), bulk)).toList());
        model.addAttribute("typed", typed(bulk, ids));
        model.addAttribute("form", form);
        model.addAttribute("back", form.text("back"));
        model.addAttribute("here", VmPages.HERE);
        return "bulk-ask";
    }

    private Loss loss(VmAdmin.Entry entry, Bulk bulk) {
        var vm = entry.vm().vm();
        var state = Words.state(entry.vm().state().restName());
        var user = vm.assignedTo().map(it -> words.say("bulk.of", it)).stream();
        if (bulk == Bulk.DELETE) {
            var outfit = entry.vm().outfit();
            var gone = words.say(
                    "bulk.goes", 1 + outfit.disks().size(), outfit.snapshots().size());
            return new Loss(vm.name(), Stream.concat(Stream.of(gone), user).collect(Collectors.joining(", ")));
        }
        var since = VmRow.uptime(entry, words, clock.instant()).stream();
        return new Loss(
                vm.name(),
                Stream.of(Stream.of(state), since, user).flatMap(it -> it).collect(Collectors.joining(", ")));
    }
}
