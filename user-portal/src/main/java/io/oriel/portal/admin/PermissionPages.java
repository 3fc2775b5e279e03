package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.Role;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** Who has which role on one object. */
@Controller
@RequestMapping("/admin/permissions/{kind}/{id}")
class PermissionPages {
    private static final Map<ObjectKind, String> TABS = Map.of(
            ObjectKind.VM, "vms",
            ObjectKind.POOL, "pools",
            ObjectKind.TEMPLATE, "templates",
            ObjectKind.HOST, "hosts",
            ObjectKind.CLUSTER, "clusters");

    private final PermissionAdmin permissions;
    private final BrokerModule broker;
    private final Faults faults;
    private final Words words;

    PermissionPages(BrokerModule broker, Faults faults, Words words) {
        this.permissions = broker.permissions();
        this.broker = broker;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.PERMISSION_LIST_ON)
    @GetMapping
    String list(
            @AuthenticationPrincipal User user,
            @PathVariable String kind,
            @PathVariable String id,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        return page(user, kind, id, Form.filled(Map.of(), words), model);
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @PostMapping
    String grant(
            @AuthenticationPrincipal User user,
            @PathVariable String kind,
            @PathVariable String id,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var who = form.text("who").strip();
        var subject = Subject.named(
                form.text("whose").equals("group") ? Subject.Kind.GROUP : Subject.Kind.USER,
                who.contains("@") ? who : who + "@internal");
        if (subject.isEmpty()) {
            form.wrong("who", words.say("permissions.who.form"));
        }
        var wish = new PermissionAdmin.Wish(subject, form.given("role"), Optional.of(kind(kind)), Optional.of(id));
        var given = form.getFaults().isEmpty()
                ? faults.attempt(form, () -> permissions.grant(user, wish))
                : Optional.<PermissionAdmin.Entry>empty();
        if (given.isEmpty()) {
            return Shown.refused(response, page(user, kind, id, form, model));
        }
        Notice.done(words.say("permissions.given", who), words.say("permissions.given.next"))
                .keep(session);
        return back(kind, id);
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @GetMapping("/{permission}/revoke")
    String ask(
            @AuthenticationPrincipal User user,
            @PathVariable String kind,
            @PathVariable String id,
            @PathVariable String permission,
            Model model) {
        var line = PermissionLine.of(permissions.on(user, kind(kind), id), id, words).stream()
                .filter(it -> it.id().equals(permission))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        var here = "/admin/permissions/" + kind + "/" + id;
        return new Question(
                        words.say("permissions.revoke.ask", line.who(), line.role()),
                        List.of(words.say("permissions.revoke.lost", line.on())),
                        words.say("permissions.revoke.kept"),
                        here + "/" + permission + "/revoke",
                        words.say("permissions.revoke.button"),
                        here,
                        words.say("permissions.revoke.force"))
                .page(model, tab(kind));
    }

    @Allowed(UseCase.PERMISSION_EDIT)
    @PostMapping("/{permission}/revoke")
    String revoke(
            @AuthenticationPrincipal User user,
            @PathVariable String kind,
            @PathVariable String id,
            @PathVariable UUID permission,
            ServerWebExchange exchange,
            WebSession session) {
        var force = Form.posted(exchange, words).ticked("option");
        faults.attempt(() -> {
                    permissions.revoke(user, permission, force);
                    return Notice.done(words.say("permissions.revoked"), words.say("permissions.given.next"));
                })
                .keep(session);
        return back(kind, id);
    }

    private String page(User user, String kind, String id, Form form, Model model) {
        var found = permissions.object(user, kind(kind), id);
        model.addAttribute("object", kind);
        model.addAttribute("id", id);
        model.addAttribute("title", words.say("permissions.of", kind(kind).word(), found));
        model.addAttribute("lines", PermissionLine.of(permissions.on(user, kind(kind), id), id, words));
        model.addAttribute(
                "roles", broker.roles().list(user).stream().map(Role::name).toList());
        model.addAttribute(
                "whose", Map.of("user", words.say("permissions.user"), "group", words.say("permissions.group")));
        model.addAttribute("form", form);
        model.addAttribute("here", tab(kind));
        return "permissions";
    }

    private static ObjectKind kind(String word) {
        return Arrays.stream(ObjectKind.values())
                .filter(it -> it.word().replace(' ', '-').equals(word))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static String tab(String kind) {
        return TABS.getOrDefault(kind(kind), "roles");
    }

    private static String back(String kind, String id) {
        return "redirect:/admin/permissions/" + kind + "/" + id;
    }
}
