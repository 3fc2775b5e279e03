package io.oriel.portal.admin;

import io.oriel.broker.operation.JoinCommand;
import io.oriel.portal.page.Notice;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.ui.Model;

/**
 * The page that shows a join command, once.
 *
 * @param kind {@code host} or {@code gateway}
 * @param said what was done
 */
record Joining(String name, String kind, JoinCommand join, String said) {

    /** Tries to add a member and shows how it joins; empty, with the reason on the page, when it cannot be added. */
    static Optional<String> page(Model model, ServerHttpResponse response, Faults faults, Supplier<Joining> adding) {
        var added = new AtomicReference<Optional<Joining>>(Optional.empty());
        var notice = faults.attempt(() -> {
            var joining = adding.get();
            added.set(Optional.of(joining));
            return Notice.done(joining.said(), "");
        });
        if (added.get().isEmpty()) {
            model.addAttribute("wrong", notice);
        }
        return added.get().map(joining -> page(model, response, joining));
    }

    /** Nothing on the way may keep it. */
    static String page(Model model, ServerHttpResponse response, Joining joining) {
        response.getHeaders().setCacheControl(CacheControl.noStore());
        model.addAttribute("here", joining.kind() + "s");
        model.addAttribute("member", joining.kind());
        model.addAttribute("said", joining.said());
        model.addAttribute("command", joining.join().command());
        model.addAttribute("caution", joining.join().caution().orElse(null));
        return "join";
    }
}
