package io.oriel.portal.admin;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.admin.list.Lists;
import io.oriel.portal.admin.list.Tab;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;

/** Hosts: the list, adding one, letting a machine in, taking it out of use and back, removing one. */
@Controller
@RequestMapping("/admin/hosts")
class HostPages {
    private static final String LIST = "redirect:/admin/hosts";

    private final HostAdmin hosts;
    private final Lists lists;
    private final Barred barred;
    private final Choices choices;
    private final Faults faults;
    private final Words words;

    HostPages(HostAdmin hosts, Lists lists, Barred barred, Choices choices, Faults faults, Words words) {
        this.hosts = hosts;
        this.lists = lists;
        this.barred = barred;
        this.choices = choices;
        this.faults = faults;
        this.words = words;
    }

    record NewHost(
            @Nullable String name,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String cluster) {}

    /** The name of a host, typed once more. */
    record Typed(@Nullable String host) {}

    @Allowed(UseCase.HOST_LIST)
    @GetMapping
    String list(
            @AuthenticationPrincipal User user,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        model.addAttribute("barred", barred.anywhere(user, UseCase.HOST_ADD));
        model.addAttribute(
                "waiting",
                hosts.list(user).stream()
                        .flatMap(entry -> entry.waiting().stream()
                                .map(waiting -> Row.Waiting.of(entry.host().name(), waiting)))
                        .toList());
        return lists.page(user, Tab.HOSTS, q, page, model);
    }

    @Allowed(UseCase.HOST_ADD)
    @GetMapping("/new")
    String fresh(@AuthenticationPrincipal User user, Model model) {
        return form(user, model, new NewHost("", "", 8446, ""));
    }

    @Allowed(UseCase.HOST_ADD)
    @PostMapping
    String add(
            @AuthenticationPrincipal User user,
            @ModelAttribute NewHost wish,
            Model model,
            ServerHttpResponse response) {
        var name = text(wish.name());
        var port = wish.port() == null ? 0 : wish.port();
        return Joining.page(
                        model,
                        response,
                        faults,
                        () -> new Joining(
                                name,
                                "host",
                                hosts.add(user, name, text(wish.address()), port, cluster(wish))
                                        .join(),
                                words.say("hosts.added", name)))
                .orElseGet(() -> form(user, model, wish));
    }

    @Allowed(UseCase.HOST_TOKEN)
    @PostMapping("/{name}/token")
    String token(
            @AuthenticationPrincipal User user, @PathVariable String name, Model model, ServerHttpResponse response) {
        var join = hosts.token(user, name);
        return Joining.page(model, response, new Joining(name, "host", join, words.say("join.again", name)));
    }

    @Allowed(UseCase.HOST_BOOT_KEY)
    @PostMapping("/{name}/boot-key")
    String bootKey(
            @AuthenticationPrincipal User user, @PathVariable String name, Model model, ServerHttpResponse response) {
        var join = hosts.bootKey(user, name, Optional.empty());
        return Joining.page(model, response, new Joining(name, "host", join, words.say("hosts.bootkey.made", name)));
    }

    @Allowed(UseCase.HOST_REVOKE_BOOT_KEYS)
    @GetMapping("/{name}/revoke-boot-keys")
    String askRevoke(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        return new Question(
                        words.say("hosts.revoke.ask", name),
                        List.of(words.say(
                                "hosts.revoke.lost", hosts.show(user, name).bootKeys())),
                        words.say("hosts.revoke.kept"),
                        "/admin/hosts/" + name + "/revoke-boot-keys",
                        words.say("hosts.revoke.button"),
                        "/admin/hosts/" + name,
                        null)
                .page(model, "hosts");
    }

    @Allowed(UseCase.HOST_REVOKE_BOOT_KEYS)
    @PostMapping("/{name}/revoke-boot-keys")
    String revoke(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    int gone = hosts.revokeBootKeys(user, name);
                    return Notice.done(words.say("hosts.revoke.done", name, gone), words.say("hosts.revoke.done.next"));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.HOST_MAINTENANCE)
    @PostMapping("/{name}/maintenance")
    String maintenance(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    hosts.maintenance(user, name);
                    return Notice.done(words.say("hosts.maintenance.done", name), words.say("hosts.maintenance.next"));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.HOST_ACTIVATE)
    @PostMapping("/{name}/activate")
    String activate(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    hosts.activate(user, name);
                    return Notice.done(words.say("hosts.activate.done", name), words.say("hosts.activate.next"));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.HOST_CONFIRM_REBOOTED)
    @GetMapping("/{name}/rebooted")
    String askRebooted(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        model.addAttribute("name", hosts.show(user, name).host().name());
        model.addAttribute("fates", hosts.simulate(user, name).fates());
        model.addAttribute("here", "hosts");
        return "rebooted";
    }

    @Allowed(UseCase.HOST_CONFIRM_REBOOTED)
    @PostMapping("/{name}/rebooted")
    String rebooted(
            @AuthenticationPrincipal User user,
            @PathVariable String name,
            @ModelAttribute Typed typed,
            WebSession session) {
        faults.attempt(() -> {
                    hosts.confirmRebooted(user, name, text(typed.host()));
                    return Notice.done(words.say("hosts.rebooted.done", name), words.say("hosts.rebooted.next"));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.HOST_APPROVE)
    @PostMapping("/{name}/approve")
    String approve(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    var machine = hosts.approve(user, name);
                    return Notice.done(words.say("hosts.approved", name), words.say("hosts.approved.next", machine));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.HOST_REJECT)
    @PostMapping("/{name}/reject")
    String reject(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    var machine = hosts.reject(user, name);
                    return Notice.done(words.say("hosts.rejected", name), words.say("hosts.rejected.next", machine));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.HOST_REMOVE)
    @GetMapping("/{name}/remove")
    String ask(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        model.addAttribute("name", hosts.show(user, name).host().name());
        model.addAttribute("tab", "hosts");
        model.addAttribute("here", "hosts");
        return "remove";
    }

    @Allowed(UseCase.HOST_REMOVE)
    @PostMapping("/{name}/remove")
    String remove(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    hosts.remove(user, name);
                    return Notice.done(words.say("hosts.removed", name), words.say("hosts.removed.next"));
                })
                .keep(session);
        return LIST;
    }

    private String form(User user, Model model, NewHost wish) {
        model.addAttribute("wish", wish);
        model.addAttribute("clusters", choices.clusters(user));
        model.addAttribute("here", "hosts");
        return "host-form";
    }

    private static Optional<String> cluster(NewHost wish) {
        return Optional.of(text(wish.cluster())).filter(name -> !name.isEmpty());
    }

    private static String text(@Nullable String typed) {
        return typed == null ? "" : typed.strip();
    }
}
