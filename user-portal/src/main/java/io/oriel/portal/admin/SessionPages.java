package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.SessionAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.display.grant.SessionId;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebSession;

/** Who sits before which desktop, and cutting a session. */
@Controller
@RequestMapping("/admin/sessions")
class SessionPages {
    private static final String HERE = "sessions";
    private static final String LIST = "/admin/sessions";

    private final SessionAdmin sessions;
    private final Barred barred;
    private final Faults faults;
    private final Words words;

    SessionPages(BrokerModule broker, Barred barred, Faults faults, Words words) {
        this.sessions = broker.sessions();
        this.barred = barred;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.SESSION_LIST)
    @GetMapping
    String list(@AuthenticationPrincipal User user, Model model, WebSession session) {
        Notice.show(session, model);
        model.addAttribute(
                "rows",
                sessions.list(user).stream()
                        .map(open -> SessionRow.of(open, words))
                        .toList());
        model.addAttribute("barred", barred.anywhere(user, UseCase.SESSION_CUT));
        model.addAttribute("here", HERE);
        return "sessions";
    }

    @Allowed(UseCase.SESSION_CUT)
    @GetMapping("/{id}/cut")
    String ask(@AuthenticationPrincipal User user, @PathVariable String id, Model model) {
        var open = sessions.show(user, id(id)).session();
        return new Question(
                        words.say("sessions.cut.ask", open.user(), open.vmName()),
                        List.of(words.say("sessions.cut.lost")),
                        words.say("sessions.cut.kept"),
                        LIST + "/" + open.id() + "/cut",
                        words.say("sessions.cut.button"),
                        LIST,
                        null)
                .page(model, HERE);
    }

    @Allowed(UseCase.SESSION_CUT)
    @PostMapping("/{id}/cut")
    String cut(@AuthenticationPrincipal User user, @PathVariable String id, WebSession session) {
        faults.attempt(() -> {
                    sessions.cut(user, id(id));
                    return Notice.done(words.say("sessions.cut.done"), words.say("sessions.cut.done.next"));
                })
                .keep(session);
        return "redirect:" + LIST;
    }

    private static SessionId id(String text) {
        try {
            return new SessionId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }
}
