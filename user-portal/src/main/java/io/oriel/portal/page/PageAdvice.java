package io.oriel.portal.page;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.UseCase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Gives every page its person, its appearance and its CSRF token. */
@ControllerAdvice("io.oriel.portal")
class PageAdvice {
    private static final List<String> TABS = List.of(
            "dashboard",
            "datacenters",
            "clusters",
            "hosts",
            "networks",
            "storage",
            "vms",
            "pools",
            "templates",
            "users",
            "events",
            "sessions",
            "jobs",
            "roles");

    private final ObjectProvider<BrokerModule> broker;

    PageAdvice(ObjectProvider<BrokerModule> broker) {
        this.broker = broker;
    }

    @ModelAttribute
    Mono<Void> page(ServerWebExchange exchange, @AuthenticationPrincipal @Nullable User user, Model model) {
        Look.of(exchange.getRequest()).ifPresent(look -> model.addAttribute("look", look));
        if (user != null) {
            model.addAttribute("person", user.displayName());
            model.addAttribute("login", user.id().value());
        }
        // The token is lazy: unless it is asked for here, none is made and none is rendered.
        Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return token.doOnNext(made -> model.addAttribute("csrf", made.getToken()))
                .then(user == null ? Mono.empty() : rights(user, model));
    }

    /** Whether they administrate anything, and which tabs there are for them; asked on a thread that may wait. */
    private Mono<Void> rights(User user, Model model) {
        return Mono.<Void>fromRunnable(() -> {
                    var rights = broker.getObject().rights();
                    model.addAttribute("admin", rights.administrates(user));
                    var tabs = new ArrayList<>(TABS);
                    if (rights.may(user, UseCase.GATEWAY_LIST, ObjectRef.SYSTEM)) {
                        tabs.add(tabs.indexOf("sessions"), "gateways");
                    }
                    model.addAttribute("tabs", tabs);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
