package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.JobAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.JobId;
import io.oriel.portal.page.Words;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

/** What goes on, and what has ended lately. */
@Controller
@RequestMapping("/admin/jobs")
class JobPages {
    private static final String HERE = "jobs";
    private static final int LATEST = 100;
    private static final int ENDED = 20;

    private final JobAdmin jobs;
    private final Words words;

    JobPages(BrokerModule broker, Words words) {
        this.jobs = broker.jobs();
        this.words = words;
    }

    @Allowed(UseCase.JOB_LIST)
    @GetMapping
    String list(@AuthenticationPrincipal User user, Model model) {
        model.addAttribute(
                "open",
                jobs.open(user).stream().map(job -> JobRow.of(job, words)).toList());
        model.addAttribute(
                "ended",
                jobs.latest(user, LATEST).stream()
                        .filter(job -> !JobRow.running(job))
                        .map(job -> JobRow.of(job, words))
                        .toList());
        model.addAttribute("here", HERE);
        return "jobs";
    }

    /** What goes on, for the drawer of every page, and what ended last. */
    @Allowed(UseCase.JOB_LIST)
    @GetMapping("/drawer")
    String drawer(@AuthenticationPrincipal User user, Model model) {
        var open = jobs.open(user);
        model.addAttribute(
                "jobs",
                Stream.concat(open.stream(), jobs.latest(user, ENDED).stream().filter(job -> !JobRow.running(job)))
                        .map(job -> JobRow.of(job, words))
                        .toList());
        model.addAttribute("open", open.size());
        return "tasks :: tasks";
    }

    @Allowed(UseCase.JOB_SHOW)
    @GetMapping("/{id}")
    String show(@AuthenticationPrincipal User user, @PathVariable String id, Model model) {
        model.addAttribute("job", JobRow.of(jobs.show(user, id(id)), words));
        model.addAttribute("here", HERE);
        return "job";
    }

    private static JobId id(String text) {
        try {
            return new JobId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }
}
