package io.oriel.portal.admin.list;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.Notice;
import java.util.Arrays;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebSession;

/** The tabs that are a list and nothing else. */
@Controller
@RequestMapping("/admin")
class ListPages {
    private final Lists lists;

    ListPages(Lists lists) {
        this.lists = lists;
    }

    @Allowed(UseCase.SEARCH)
    @GetMapping("/{tab:datacenters|networks|storage|users|events|disks|nics|vnics|groups|open-sessions|tasks}")
    String list(
            @AuthenticationPrincipal User user,
            @PathVariable String tab,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Model model,
            WebSession session) {
        var shown = Arrays.stream(Tab.values())
                .filter(it -> it.path().equals(tab))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Notice.show(session, model);
        return lists.page(user, shown, q, page, model);
    }
}
