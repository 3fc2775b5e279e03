package io.oriel.portal.page;

import io.oriel.broker.directory.User;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Gives every page its person, its appearance and its CSRF token. */
@ControllerAdvice("io.oriel.portal")
class PageAdvice {

    @ModelAttribute
    Mono<Void> page(ServerWebExchange exchange, @AuthenticationPrincipal @Nullable User user, Model model) {
        Look.of(exchange.getRequest()).ifPresent(look -> model.addAttribute("look", look));
        if (user != null) {
            model.addAttribute("person", user.displayName());
            model.addAttribute("login", user.id().value());
            model.addAttribute("admin", user.superUser());
        }
        // The token is lazy: unless it is asked for here, none is made and none is rendered.
        Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return token.doOnNext(made -> model.addAttribute("csrf", made.getToken()))
                .then();
    }
}
