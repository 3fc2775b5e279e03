package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TemplateId;
import io.oriel.portal.admin.list.Lists;
import io.oriel.portal.admin.list.Tab;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.HashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;

/** Templates: the list, and one of them with its versions. */
@Controller
@RequestMapping("/admin/templates")
class TemplateListPages {
    private final BrokerModule broker;
    private final Lists lists;
    private final Barred barred;
    private final Words words;

    TemplateListPages(BrokerModule broker, Lists lists, Barred barred, Words words) {
        this.broker = broker;
        this.lists = lists;
        this.barred = barred;
        this.words = words;
    }

    /** A version as the template's page shows it. */
    record Version(int number, Mark mark, String size, String made, int vms, int pools, String trouble) {}

    @Allowed(UseCase.TEMPLATE_LIST)
    @GetMapping
    String list(
            @AuthenticationPrincipal User user,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        model.addAttribute("barred", barred.anywhere(user, UseCase.TEMPLATE_CREATE));
        return lists.page(user, Tab.TEMPLATES, q, page, model);
    }

    @Allowed(UseCase.TEMPLATE_SHOW)
    @GetMapping("/{name}")
    String show(@AuthenticationPrincipal User user, @PathVariable String name, Model model, WebSession session) {
        Notice.show(session, model);
        var versions = broker.templates().versions(user, name);
        var clones = new HashMap<TemplateId, Integer>();
        broker.vms()
                .list(user)
                .forEach(entry -> entry.vm()
                        .upkeep()
                        .build()
                        .source()
                        .template()
                        .ifPresent(id -> clones.merge(id, 1, Integer::sum)));
        var pools = new HashMap<TemplateId, Integer>();
        broker.pools().list(user).forEach(entry -> pools.merge(entry.pool().template(), 1, Integer::sum));
        model.addAttribute("name", name);
        model.addAttribute(
                "rows",
                versions.stream()
                        .map(template -> new Version(
                                template.number(),
                                mark(template),
                                size(template),
                                VmSheet.minute(template.created()),
                                clones.getOrDefault(template.id(), 0),
                                pools.getOrDefault(template.id(), 0),
                                template.trouble().orElse("")))
                        .toList());
        model.addAttribute(
                "barred",
                barred.on(user, ObjectRef.template(name), UseCase.VM_CREATE_OF_TEMPLATE, UseCase.TEMPLATE_DELETE));
        model.addAttribute("here", TemplatePages.HERE);
        return "template";
    }

    private String size(Template template) {
        if (template.virtualBytes() == 0) {
            return "–";
        }
        return Stream.concat(
                        Stream.of(template.virtualBytes()),
                        template.disks().stream().map(TemplateDisk::bytes))
                .map(words::bytes)
                .collect(Collectors.joining(" + "));
    }

    private Mark mark(Template template) {
        return switch (template.state()) {
            case OK -> new Mark("ok", "s-up", words.say("templates.ok"));
            case LOCKED -> new Mark("busy", "s-busy", words.say("templates.locked", template.progress()));
            case ILLEGAL -> new Mark("bad", "s-bad", words.say("templates.illegal"));
            case DELETING -> new Mark("busy", "s-busy", words.say("vm.deleting"));
        };
    }
}
