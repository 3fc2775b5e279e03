package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.EstateView;
import io.oriel.broker.operation.UseCase;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The latest events, of everything or of one VM, pool or host. */
@Controller
@RequestMapping("/admin/events")
class EventPages {
    private static final int LATEST = 200;

    private final EstateView view;

    EventPages(BrokerModule broker) {
        this.view = broker.view();
    }

    @Allowed(UseCase.EVENT_LIST)
    @GetMapping
    String list(@AuthenticationPrincipal User user, @RequestParam(defaultValue = "") String about, Model model) {
        var events = about.isEmpty() ? view.events(user, LATEST) : view.events(user, id(about), LATEST);
        model.addAttribute("lines", Line.of(events));
        model.addAttribute("one", !about.isEmpty());
        model.addAttribute("here", "events");
        return "events";
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }
}
