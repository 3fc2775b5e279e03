package io.oriel.portal.admin;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.GatewayAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.List;
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
import org.springframework.web.server.WebSession;

/** Gateways: the list, adding one, emptying one, removing one. */
@Controller
@RequestMapping("/admin/gateways")
class GatewayPages {
    private static final String LIST = "redirect:/admin/gateways";

    private final GatewayAdmin gateways;
    private final Barred barred;
    private final Faults faults;
    private final Words words;

    GatewayPages(GatewayAdmin gateways, Barred barred, Faults faults, Words words) {
        this.gateways = gateways;
        this.barred = barred;
        this.faults = faults;
        this.words = words;
    }

    record NewGateway(
            @Nullable String name,
            @Nullable String publicName,
            @Nullable Integer port) {}

    @Allowed(UseCase.GATEWAY_LIST)
    @GetMapping
    String list(@AuthenticationPrincipal User user, Model model, WebSession session) {
        Notice.show(session, model);
        return page(user, model, new NewGateway("", "", 8444));
    }

    @Allowed(UseCase.GATEWAY_ADD)
    @PostMapping
    String add(
            @AuthenticationPrincipal User user,
            @ModelAttribute NewGateway wish,
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
                                "gateway",
                                gateways.add(user, name, text(wish.publicName()), port)
                                        .join(),
                                words.say("gateways.added", name)))
                .orElseGet(() -> page(user, model, wish));
    }

    @Allowed(UseCase.GATEWAY_TOKEN)
    @PostMapping("/{name}/token")
    String token(
            @AuthenticationPrincipal User user, @PathVariable String name, Model model, ServerHttpResponse response) {
        var join = gateways.token(user, name);
        return Joining.page(model, response, new Joining(name, "gateway", join, words.say("join.again", name)));
    }

    @Allowed(UseCase.GATEWAY_DRAIN)
    @GetMapping("/{name}/drain")
    String askDrain(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        var entry = gateways.show(user, name);
        return new Question(
                        words.say("gateways.drain.ask", name),
                        List.of(words.say("gateways.drain.lost", entry.sessions())),
                        words.say("gateways.drain.kept"),
                        "/admin/gateways/" + name + "/drain",
                        words.say("gateways.drain.button"),
                        LIST.substring("redirect:".length()),
                        null)
                .page(model, "gateways");
    }

    @Allowed(UseCase.GATEWAY_DRAIN)
    @PostMapping("/{name}/drain")
    String drain(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    gateways.drain(user, name, GatewayAdmin.USUAL_DRAIN);
                    return Notice.done(words.say("gateways.drained", name), words.say("gateways.drained.next"));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.GATEWAY_DRAIN)
    @PostMapping("/{name}/activate")
    String activate(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    gateways.activate(user, name);
                    return Notice.done(words.say("gateways.activated", name), words.say("gateways.activated.next"));
                })
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.GATEWAY_REMOVE)
    @GetMapping("/{name}/remove")
    String ask(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        model.addAttribute("name", gateways.show(user, name).gateway().name());
        model.addAttribute("tab", "gateways");
        model.addAttribute("here", "gateways");
        return "remove";
    }

    @Allowed(UseCase.GATEWAY_REMOVE)
    @PostMapping("/{name}/remove")
    String remove(@AuthenticationPrincipal User user, @PathVariable String name, WebSession session) {
        faults.attempt(() -> {
                    gateways.remove(user, name);
                    return Notice.done(words.say("gateways.removed", name), words.say("gateways.removed.next"));
                })
                .keep(session);
        return LIST;
    }

    private String page(User user, Model model, NewGateway wish) {
        model.addAttribute("rows", gateways.list(user).stream().map(Row::of).toList());
        model.addAttribute("wish", wish);
        model.addAttribute(
                "barred",
                barred.on(
                        user,
                        ObjectRef.SYSTEM,
                        UseCase.GATEWAY_ADD,
                        UseCase.GATEWAY_TOKEN,
                        UseCase.GATEWAY_DRAIN,
                        UseCase.GATEWAY_REMOVE));
        model.addAttribute("here", "gateways");
        return "gateways";
    }

    private static String text(@Nullable String typed) {
        return typed == null ? "" : typed.strip();
    }
}
