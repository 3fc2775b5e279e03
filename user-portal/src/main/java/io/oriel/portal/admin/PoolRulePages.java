package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ChannelAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** What may not pass for some people of a pool, set on the pool's own page. */
@Controller
class PoolRulePages {
    private final ChannelAdmin channels;
    private final Faults faults;
    private final Words words;

    PoolRulePages(BrokerModule broker, Faults faults, Words words) {
        this.channels = broker.channels();
        this.faults = faults;
        this.words = words;
    }

    /**
     * A rule as the page shows it.
     *
     * @param kind {@code user} or {@code group}
     * @param own whether it holds for this pool alone; others are set for every pool
     */
    record Rule(String kind, String who, boolean own, String refused) {}

    /** The rules that can meet somebody in a pool. */
    static List<Rule> of(List<ChannelAdmin.Entry> entries, Words words) {
        return entries.stream()
                .map(entry -> new Rule(
                        word(entry.subject().kind()),
                        entry.subject().name(),
                        entry.pool().isPresent(),
                        entry.refused().stream()
                                .sorted()
                                .map(kind -> words.say("pool.channel." + word(kind)))
                                .collect(Collectors.joining(", "))))
                .toList();
    }

    @Allowed(UseCase.POOL_CHANNELS_EDIT)
    @PostMapping("/admin/pools/{id}/rules")
    String put(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var refused = Arrays.stream(ChannelKind.values())
                .filter(kind -> form.on("refused", word(kind)))
                .collect(Collectors.toSet());
        faults.attempt(() -> {
                    var subject = subject(form);
                    if (subject.isEmpty()) {
                        return Notice.refused(words.say("admin.refused"), words.say("pool.subject", form.text("who")));
                    }
                    return refuse(user, id, subject.get(), refused);
                })
                .keep(session);
        return "redirect:/admin/pools/" + id;
    }

    private Notice refuse(User user, String id, Subject subject, Set<ChannelKind> refused) {
        channels.refuse(user, Optional.of(id), subject, refused);
        return Notice.done(
                words.say(refused.isEmpty() ? "pool.rules.gone" : "pool.rules.done", subject.name()),
                words.say("pool.rules.next"));
    }

    private static Optional<Subject> subject(Form form) {
        var kind = form.text("kind").equals(word(Subject.Kind.GROUP)) ? Subject.Kind.GROUP : Subject.Kind.USER;
        var who = form.text("who");
        try {
            return Optional.of(new Subject(kind, who.contains("@") ? who : who + "@internal"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
