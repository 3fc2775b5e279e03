package io.oriel.portal.desktop;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.Desktop;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.GiveBack;
import io.oriel.broker.operation.GiveBackResult;
import io.oriel.broker.operation.Target;
import io.oriel.broker.operation.UseCase;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import io.oriel.portal.security.ClientAddress;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** A person's desktops: the page, taking one, starting one, giving one back. */
@Controller
class DesktopsController {
    private final DesktopsView view;
    private final Desktops desktops;
    private final Connect connect;
    private final GiveBack giveBack;
    private final Refusals refusals;
    private final Words words;

    record Wish(@Nullable UUID pool) {}

    DesktopsController(
            DesktopsView view, Desktops desktops, Connect connect, GiveBack giveBack, Refusals refusals, Words words) {
        this.view = view;
        this.desktops = desktops;
        this.connect = connect;
        this.giveBack = giveBack;
        this.refusals = refusals;
        this.words = words;
    }

    @Allowed(UseCase.OWN_DESKTOPS)
    @GetMapping("/")
    String start() {
        return "redirect:/desktops";
    }

    @Allowed(UseCase.OWN_DESKTOPS)
    @GetMapping("/desktops")
    String page(
            @AuthenticationPrincipal User user,
            @RequestParam(required = false) @Nullable UUID open,
            WebSession session,
            Model model) {
        var opening = open == null ? null : open.toString();
        var parts = view.parts(user, opening);
        if (parts.cards().stream().anyMatch(card -> card.opening() && card.connectable())) {
            return "redirect:/desktops/" + opening + "/console";
        }
        model.addAttribute("here", "desktops");
        model.addAttribute("cards", parts.cards());
        model.addAttribute("pools", parts.pools());
        model.addAttribute("stream", "/desktops/stream" + (opening == null ? "" : "?open=" + opening));
        Notice.show(session, model);
        return "desktops";
    }

    @Allowed(UseCase.DESKTOP_TAKE)
    @PostMapping("/desktops/connect")
    String take(
            @AuthenticationPrincipal User user,
            @ModelAttribute Wish wish,
            ServerWebExchange exchange,
            WebSession session) {
        if (wish.pool() == null) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        var result = connect(user, new Target.Pool(new PoolId(wish.pool())), exchange);
        switch (result) {
            case ConnectResult.Offered(var offer) -> taken(offer.title(), true).keep(session);
            case ConnectResult.ComeBack(var _, var name, var _) ->
                taken(name, false).keep(session);
            case ConnectResult.LimitReached _,
                    ConnectResult.PoolExhausted _,
                    ConnectResult.NotEntitled _,
                    ConnectResult.NotRunning _,
                    ConnectResult.OpenElsewhere _,
                    ConnectResult.NoGateway _,
                    ConnectResult.NoDisplay _ -> refusals.of(result).keep(session);
        }
        return "redirect:/desktops";
    }

    private Notice taken(String name, boolean ready) {
        return Notice.done(words.say("pool.took", name), words.say(ready ? "pool.took.ready" : "pool.took.starting"));
    }

    @Allowed(UseCase.OWN_DESKTOPS)
    @PostMapping("/desktops/{id}/start")
    String start(
            @AuthenticationPrincipal User user, @PathVariable UUID id, ServerWebExchange exchange, WebSession session) {
        var result = connect(user, new Target.Desktop(new VmId(id)), exchange);
        return switch (result) {
            case ConnectResult.Offered(var offer) -> "redirect:/desktops/" + offer.vm() + "/console";
            case ConnectResult.ComeBack(var vm, var _, var _) -> "redirect:/desktops?open=" + vm;
            case ConnectResult.LimitReached _,
                    ConnectResult.PoolExhausted _,
                    ConnectResult.NotEntitled _,
                    ConnectResult.NotRunning _,
                    ConnectResult.OpenElsewhere _,
                    ConnectResult.NoGateway _,
                    ConnectResult.NoDisplay _ -> {
                refusals.of(result).keep(session);
                yield "redirect:/desktops";
            }
        };
    }

    private ConnectResult connect(User user, Target target, ServerWebExchange exchange) {
        return connect.connect(user, target, DisplayProtocol.RFB, ClientAddress.of(exchange.getRequest()));
    }

    @Allowed(UseCase.DESKTOP_GIVE_BACK)
    @GetMapping("/desktops/{id}/give-back")
    String ask(@AuthenticationPrincipal User user, @PathVariable UUID id, Model model) {
        var desktop = find(user, id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("id", id);
        model.addAttribute("name", desktop.name());
        model.addAttribute("wiped", desktop.wipedAfterUse());
        return "give-back";
    }

    @Allowed(UseCase.DESKTOP_GIVE_BACK)
    @PostMapping("/desktops/{id}/give-back")
    String giveBack(@AuthenticationPrincipal User user, @PathVariable UUID id, WebSession session) {
        var wiped = find(user, id).map(Desktop::wipedAfterUse).orElse(false);
        var notice = switch (giveBack.giveBack(user, new VmId(id))) {
            case GiveBackResult.GivenBack(var name) ->
                Notice.done(
                        words.say("giveback.done", name),
                        words.say(wiped ? "giveback.done.wiped" : "giveback.done.kept"));
            case GiveBackResult.NotYours() -> refusals.of(new ConnectResult.NotEntitled());
        };
        notice.keep(session);
        return "redirect:/desktops";
    }

    private Optional<Desktop> find(User user, UUID id) {
        return desktops.of(user).desktops().stream()
                .filter(desktop -> desktop.id().value().equals(id))
                .findFirst();
    }
}
