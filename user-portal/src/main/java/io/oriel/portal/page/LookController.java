package io.oriel.portal.page;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ServerWebExchange;

/** Keeps a person's choice of appearance. */
@Controller
class LookController {
    record Choice(@Nullable String appearance, @Nullable String back) {}

    @Allowed(UseCase.OPEN)
    @PostMapping("/me/appearance")
    String appearance(@ModelAttribute Choice choice, ServerWebExchange exchange) {
        if (choice.appearance() != null) {
            Look.parse(choice.appearance())
                    .ifPresent(look -> exchange.getResponse().addCookie(look.cookie()));
        }
        return "redirect:" + LocalPath.orDesktops(choice.back());
    }
}
