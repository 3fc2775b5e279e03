package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Role;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.RoleAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

/** Roles: the predefined ones and one's own. */
@Controller
@RequestMapping("/admin/roles")
class RolePages {
    private static final String HERE = "roles";

    private final RoleAdmin roles;
    private final Barred barred;
    private final Faults faults;
    private final Words words;

    RolePages(BrokerModule broker, Barred barred, Faults faults, Words words) {
        this.roles = broker.roles();
        this.barred = barred;
        this.faults = faults;
        this.words = words;
    }

    /** A role as the list shows it. */
    record Row(String name, String description, boolean administrative, boolean predefined, String groups) {
        static Row of(Role role) {
            return new Row(
                    role.name(),
                    role.description(),
                    role.administrative(),
                    role.predefined(),
                    role.groups().stream().map(Enum::name).collect(Collectors.joining(", ")));
        }
    }

    @Allowed(UseCase.ROLE_LIST)
    @GetMapping
    String list(@AuthenticationPrincipal User user, Model model, WebSession session) {
        Notice.show(session, model);
        return page(user, Form.filled(Map.of(), words), model);
    }

    @Allowed(UseCase.ROLE_EDIT)
    @PostMapping
    String add(
            @AuthenticationPrincipal User user,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var wish = new RoleAdmin.Wish(
                Optional.of(form.text("name")),
                Optional.of(form.text("description")),
                Optional.of(form.ticked("administrative")),
                Optional.of(form.chosen("groups")));
        if (faults.attempt(form, () -> roles.add(user, wish)).isEmpty()) {
            return Shown.refused(response, page(user, form, model));
        }
        Notice.done(words.say("roles.added", form.text("name")), words.say("roles.added.next"))
                .keep(session);
        return "redirect:/admin/roles";
    }

    @Allowed(UseCase.ROLE_EDIT)
    @GetMapping("/{name}/delete")
    String ask(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        var role = roles.show(user, name);
        return new Question(
                        words.say("roles.delete.ask", role.name()),
                        List.of(words.say("roles.delete.lost")),
                        words.say("roles.delete.kept"),
                        "/admin/roles/" + role.id() + "/delete",
                        words.say("roles.delete.button", role.name()),
                        "/admin/roles",
                        null)
                .page(model, HERE);
    }

    @Allowed(UseCase.ROLE_EDIT)
    @PostMapping("/{name}/delete")
    String delete(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    roles.remove(user, name);
                    return Notice.done(words.say("roles.deleted"), words.say("roles.deleted.next"));
                })
                .keep(session);
        return "redirect:/admin/roles";
    }

    private String page(User user, Form form, Model model) {
        model.addAttribute("rows", roles.list(user).stream().map(Row::of).toList());
        model.addAttribute(
                "groups", Arrays.stream(ActionGroup.values()).map(Enum::name).toList());
        model.addAttribute("barred", barred.on(user, ObjectRef.SYSTEM, UseCase.ROLE_EDIT));
        model.addAttribute("form", form);
        model.addAttribute("here", HERE);
        return "roles";
    }
}
