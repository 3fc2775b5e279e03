package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.PoolEdit;
import io.oriel.pool.PoolException;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.EndAction;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Refresh;
import io.oriel.pool.estate.SecondViewer;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** The forms in which a pool is made and changed. */
@Controller
@RequestMapping("/admin/pools")
class PoolFormPages {
    private static final long TEN_YEARS = Duration.ofDays(3650).toSeconds();
    private static final int MOST = 1000;

    private final PoolAdmin pools;
    private final Choices choices;
    private final Faults faults;
    private final Words words;

    PoolFormPages(BrokerModule broker, Choices choices, Faults faults, Words words) {
        this.pools = broker.pools();
        this.choices = choices;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.POOL_CREATE)
    @GetMapping("/new")
    String fresh(@AuthenticationPrincipal User user, Model model) {
        var values = policy(PoolPolicy.standard(PoolKind.AUTOMATIC, true));
        values.putAll(Map.of(
                "kind", "automatic",
                "stateless", "on",
                "size", "10",
                "prestarted", "2",
                "maxPerUser", "1",
                "vcpus", "2",
                "memoryMiB", "4096"));
        return page(user, null, Form.filled(values, words), model);
    }

    @Allowed(UseCase.POOL_CREATE)
    @PostMapping("/new")
    String create(
            @AuthenticationPrincipal User user,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var before = choices.clusters(user);
        var wish = wish(form);
        if (form.given("template").isEmpty()) {
            form.wrong("template", words.say("pool.template.required"));
        }
        var made = judged(form, pools.faults(wish), () -> pools.create(user, wish));
        if (before.isEmpty() || made.isEmpty()) {
            return Shown.refused(response, page(user, null, form, model));
        }
        var pool = made.get().pool();
        Notice.done(words.say("pool.create.done", pool.name()), words.say("pool.create.next"))
                .keep(session);
        return "redirect:/admin/pools/" + pool.id();
    }

    @Allowed(UseCase.POOL_EDIT)
    @GetMapping("/{id}/edit")
    String edit(@AuthenticationPrincipal User user, @PathVariable String id, Model model) {
        var entry = pools.show(user, id);
        var pool = entry.pool();
        var values = policy(pool.policy());
        values.put("name", pool.name());
        values.put("description", pool.description());
        values.put("kind", word(pool.kind()));
        values.put("size", String.valueOf(pool.size()));
        values.put("prestarted", String.valueOf(pool.prestarted()));
        values.put("maxPerUser", String.valueOf(pool.maxPerUser()));
        values.put("vcpus", String.valueOf(pool.vcpus()));
        values.put("memoryMiB", String.valueOf(pool.memoryMiB()));
        values.put("version", String.valueOf(pool.version()));
        if (pool.useLatest()) {
            values.put("useLatest", "on");
        }
        var channels = pool.policy().refusedChannels().stream()
                .map(PoolFormPages::word)
                .toList();
        return page(user, entry, Form.filled(values, words).choosing("refusedChannels", channels), model);
    }

    @Allowed(UseCase.POOL_EDIT)
    @PostMapping("/{id}/edit")
    String change(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var before = pools.show(user, id);
        var edit = edit(form);
        var changed = judged(form, pools.faults(before.pool(), edit), () -> pools.edit(user, id, edit));
        if (changed.isEmpty()) {
            return Shown.refused(response, page(user, before, form, model));
        }
        Notice.done(words.say("pool.edit.done", changed.get().pool().name()), words.say("pool.edit.next"))
                .keep(session);
        return "redirect:/admin/pools/" + id;
    }

    private Optional<PoolAdmin.Entry> judged(
            Form form, List<PoolException.Fault> found, Supplier<PoolAdmin.Entry> work) {
        found.forEach(fault -> form.wrong(fault.field(), Faults.sentence(fault.message())));
        return form.getFaults().isEmpty() ? faults.attempt(form, work) : Optional.empty();
    }

    private PoolAdmin.Wish wish(Form form) {
        var entitled = new ArrayList<Subject>();
        subjects(form, "groups", Subject.Kind.GROUP, entitled);
        subjects(form, "users", Subject.Kind.USER, entitled);
        return new PoolAdmin.Wish(
                form.text("name"),
                form.text("description"),
                kind(form),
                form.given("cluster"),
                form.text("template"),
                Optional.empty(),
                form.ticked("useLatest"),
                number(form, "size", 1, MOST, 1),
                number(form, "prestarted", 0, MOST, 0),
                number(form, "maxPerUser", 1, MOST, 1),
                form.ticked("stateless"),
                number(form, "vcpus", 1, 64, 1),
                number(form, "memoryMiB", 16, 1_048_576, 1024),
                policy(form),
                entitled);
    }

    private PoolEdit edit(Form form) {
        return new PoolEdit(
                Optional.of(form.text("name")),
                Optional.of(form.text("description")),
                Optional.of(kind(form)),
                Optional.of(form.ticked("useLatest")),
                Optional.of(number(form, "size", 1, MOST, 1)),
                Optional.of(number(form, "prestarted", 0, MOST, 0)),
                Optional.of(number(form, "maxPerUser", 1, MOST, 1)),
                Optional.of(number(form, "vcpus", 1, 64, 1)),
                Optional.of((long) number(form, "memoryMiB", 16, 1_048_576, 1024)),
                Optional.of(policy(form)),
                Optional.ofNullable(form.number("version", 0, Long.MAX_VALUE)));
    }

    private PoolPolicy policy(Form form) {
        var refresh = one(form, "refresh", Refresh.class, Refresh.NEVER);
        var days = Optional.ofNullable(form.number("refreshDays", 1, 3650)).map(Long::intValue);
        return new PoolPolicy(
                time(form, "idleSeconds"),
                one(form, "onIdle", EndAction.class, EndAction.NOTHING),
                time(form, "disconnectedSeconds"),
                one(form, "onDisconnect", EndAction.class, EndAction.NOTHING),
                time(form, "longestSessionSeconds"),
                refresh,
                refresh == Refresh.EVERY_DAYS ? days : Optional.empty(),
                time(form, "unusedSeconds").orElse(Duration.ZERO),
                channels(form),
                one(form, "secondViewer", SecondViewer.class, SecondViewer.TAKE_OVER));
    }

    private static Map<String, String> policy(PoolPolicy policy) {
        var values = new LinkedHashMap<String, String>();
        values.put("idleSeconds", seconds(policy.idle()));
        values.put("onIdle", word(policy.onIdle()));
        values.put("disconnectedSeconds", seconds(policy.disconnected()));
        values.put("onDisconnect", word(policy.onDisconnect()));
        values.put("longestSessionSeconds", seconds(policy.longestSession()));
        values.put("refresh", word(policy.refresh()));
        values.put("refreshDays", policy.refreshDays().map(String::valueOf).orElse(""));
        values.put("unusedSeconds", String.valueOf(policy.unused().toSeconds()));
        values.put("secondViewer", word(policy.secondViewer()));
        return values;
    }

    private static String seconds(Optional<Duration> time) {
        return String.valueOf(time.orElse(Duration.ZERO).toSeconds());
    }

    private static Optional<Duration> time(Form form, String field) {
        var seconds = form.number(field, 0, TEN_YEARS);
        return seconds == null || seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private int number(Form form, String field, int least, int most, int standard) {
        var number = form.number(field, least, most);
        if (number == null) {
            form.wrong(field, words.say("form.range", least, most));
            return standard;
        }
        return Math.toIntExact(number);
    }

    private static PoolKind kind(Form form) {
        return one(form, "kind", PoolKind.class, PoolKind.AUTOMATIC);
    }

    private static Set<ChannelKind> channels(Form form) {
        return Arrays.stream(ChannelKind.values())
                .filter(kind -> form.on("refusedChannels", word(kind)))
                .collect(Collectors.toSet());
    }

    private static <E extends Enum<E>> E one(Form form, String field, Class<E> words, E standard) {
        return Arrays.stream(words.getEnumConstants())
                .filter(it -> word(it).equals(form.text(field)))
                .findFirst()
                .orElse(standard);
    }

    private void subjects(Form form, String field, Subject.Kind kind, List<Subject> into) {
        for (var name : form.text(field).split("[,\\s]+")) {
            if (!name.isEmpty()) {
                try {
                    into.add(new Subject(kind, name.contains("@") ? name : name + "@internal"));
                } catch (IllegalArgumentException e) {
                    form.wrong(field, words.say("pool.subject", name));
                }
            }
        }
    }

    private String page(User user, PoolAdmin.@Nullable Entry entry, Form form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("fresh", entry == null);
        if (entry != null) {
            model.addAttribute("id", entry.pool().id().toString());
            model.addAttribute("old", entry.pool().name());
        }
        model.addAttribute("templates", choices.templates(user));
        model.addAttribute("clusters", choices.clusters(user));
        model.addAttribute("kinds", words.labelled("pool.whose.", PoolKind.values()));
        model.addAttribute("ends", words.labelled("pool.end.", EndAction.values()));
        model.addAttribute("refreshes", words.labelled("pool.refresh.", Refresh.values()));
        model.addAttribute("seconds", words.labelled("pool.second.", SecondViewer.values()));
        model.addAttribute("channels", words.labelled("pool.channel.", ChannelKind.values()));
        model.addAttribute("here", PoolPages.HERE);
        return "pool-form";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
