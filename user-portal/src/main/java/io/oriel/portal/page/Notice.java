package io.oriel.portal.page;

import org.springframework.ui.Model;
import org.springframework.web.server.WebSession;

/**
 * What the next page says once: what happened, and what to do next.
 *
 * @param tone {@code ok} for a toast, {@code bad} for a note that stays
 */
public record Notice(String tone, String what, String next) {
    private static final String KEY = "notice";

    /** Good news. */
    public static Notice done(String what, String next) {
        return new Notice("ok", what, next);
    }

    /** A refusal. */
    public static Notice refused(String what, String next) {
        return new Notice("bad", what, next);
    }

    /** Keeps it for the person's next page. */
    public void keep(WebSession session) {
        session.getAttributes().put(KEY, this);
    }

    /** Puts the kept one, if there is one, on the page: once. */
    public static void show(WebSession session, Model model) {
        if (session.getAttributes().remove(KEY) instanceof Notice notice) {
            model.addAttribute(notice.tone().equals("ok") ? "toast" : "refusal", notice);
        }
    }
}
