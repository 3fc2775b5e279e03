package io.oriel.portal.admin;

import io.oriel.broker.operation.JoinCommand;
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
