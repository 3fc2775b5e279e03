package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.portal.admin.list.Lists;
import io.oriel.portal.admin.list.Tab;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** Pools: the list, one of them with its desktops, and what is done to one as a whole. */
@Controller
@RequestMapping("/admin/pools")
class PoolPages {
    static final String HERE = "pools";
    private static final int EVENTS = 20;

    private final BrokerModule broker;
    private final PoolAdmin pools;
    private final Lists lists;
    private final Barred barred;
    private final Faults faults;
    private final Words words;

    PoolPages(BrokerModule broker, Lists lists, Barred barred, Faults faults, Words words) {
        this.lists = lists;
        this.barred = barred;
        this.broker = broker;
        this.pools = broker.pools();
        this.faults = faults;
        this.words = words;
    }

    /** A desktop of a pool. */
    record Desktop(String id, String name, Mark mark, String user, String trouble) {}

    @Allowed(UseCase.POOL_LIST)
    @GetMapping
    String list(
            @AuthenticationPrincipal User user,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        model.addAttribute("barred", barred.anywhere(user, UseCase.POOL_CREATE));
        return lists.page(user, Tab.POOLS, q, page, model);
    }

    @Allowed(UseCase.POOL_SHOW)
    @GetMapping("/{id}")
    String show(@AuthenticationPrincipal User user, @PathVariable String id, Model model, WebSession session) {
        Notice.show(session, model);
        var entry = pools.show(user, id);
        model.addAttribute("pool", PoolLine.of(entry, words));
        var object = ObjectRef.of(entry.pool().id());
        model.addAttribute(
                "barred",
                barred.on(
                        user,
                        object,
                        UseCase.POOL_EDIT,
                        UseCase.POOL_ROLL_OUT,
                        UseCase.POOL_ROLL_BACK,
                        UseCase.POOL_RESUME,
                        UseCase.POOL_DELETE));
        model.addAttribute(
                "permissions",
                PermissionLine.of(
                        broker.permissions()
                                .on(user, ObjectKind.POOL, object.id().toString()),
                        object.id().toString(),
                        words));
        model.addAttribute(
                "desktops",
                pools.desktops(user, id).stream()
                        .map(vm -> new Desktop(
                                vm.id().toString(),
                                vm.name(),
                                Mark.vm(vm.state().restName()),
                                vm.assignedTo().map(Object::toString).orElse("–"),
                                vm.trouble().orElse("")))
                        .toList());
        model.addAttribute(
                "versions",
                entry.template()
                        .filter(template ->
                                broker.rights().may(user, UseCase.TEMPLATE_SHOW, ObjectRef.template(template.name())))
                        .map(template -> broker.templates().versions(user, template.name()).stream()
                                .filter(version -> version.ok())
                                .map(version -> String.valueOf(version.number()))
                                .toList())
                        .orElse(List.of()));
        model.addAttribute(
                "lines", Line.of(broker.view().events(user, entry.pool().id().value(), EVENTS)));
        model.addAttribute("rules", PoolRulePages.of(broker.channels().list(user, id), words));
        model.addAttribute("channels", words.labelled("pool.channel.", ChannelKind.values()));
        model.addAttribute("subjects", words.labelled("pool.rules.", Subject.Kind.values()));
        model.addAttribute("form", Form.filled(Map.of(), words));
        model.addAttribute("here", HERE);
        return "pool";
    }

    @Allowed(UseCase.POOL_ROLL_OUT)
    @PostMapping("/{id}/roll-out")
    String rollOut(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var version = Optional.ofNullable(form.number("version", 1, Integer.MAX_VALUE))
                .map(Long::intValue);
        return done(id, "pool.rolledout", () -> pools.rollOut(user, id, Optional.empty(), version), session);
    }

    @Allowed(UseCase.POOL_ROLL_BACK)
    @PostMapping("/{id}/roll-back")
    String rollBack(@AuthenticationPrincipal User user, @PathVariable String id, WebSession session) {
        return done(id, "pool.rolledback", () -> pools.rollBack(user, id), session);
    }

    @Allowed(UseCase.POOL_RESUME)
    @PostMapping("/{id}/resume")
    String resume(@AuthenticationPrincipal User user, @PathVariable String id, WebSession session) {
        return done(id, "pool.resumed", () -> pools.resume(user, id), session);
    }

    @Allowed(UseCase.POOL_DELETE)
    @GetMapping("/{id}/delete")
    String ask(@AuthenticationPrincipal User user, @PathVariable String id, Model model) {
        var entry = pools.show(user, id);
        var name = entry.pool().name();
        return new Question(
                        words.say("pool.delete.ask", name),
                        List.of(
                                words.say("pool.delete.desktops", entry.pool().size()),
                                words.say("pool.delete.held", entry.count().assigned())),
                        words.say("pool.delete.kept"),
                        "/admin/pools/" + id + "/delete",
                        words.say("pool.delete.button", name),
                        "/admin/pools/" + id,
                        words.say("pool.delete.option"))
                .page(model, HERE);
    }

    @Allowed(UseCase.POOL_DELETE)
    @PostMapping("/{id}/delete")
    String delete(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            WebSession session) {
        var force = Form.posted(exchange, words).ticked("option");
        faults.attempt(() -> {
                    var gone = pools.delete(user, id, force);
                    return Notice.done(
                            words.say("pool.delete.done", gone.pool().name()), words.say("pool.delete.next"));
                })
                .keep(session);
        return "redirect:/admin/pools";
    }

    private String done(String id, String key, Supplier<PoolAdmin.Entry> work, WebSession session) {
        faults.attempt(() -> Notice.done(words.say(key, work.get().pool().name()), words.say(key + ".next")))
                .keep(session);
        return "redirect:/admin/pools/" + id;
    }
}
