package io.oriel.portal.admin;

import io.oriel.portal.page.Notice;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.ui.Model;
import org.springframework.web.server.WebSession;

/** What all pages show alike. */
final class Shown {
    private Shown() {}

    /** What was said for the person's next page: good news in passing, a refusal in place. */
    static void notice(Model model, WebSession session) {
        Notice.take(session)
                .ifPresent(notice -> model.addAttribute(notice.tone().equals("ok") ? "toast" : "refusal", notice));
    }

    /** A form that comes back. */
    static String refused(ServerHttpResponse response, String page) {
        response.setStatusCode(HttpStatus.UNPROCESSABLE_ENTITY);
        return page;
    }
}
