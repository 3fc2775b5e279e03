package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Host;
import io.oriel.portal.admin.VmSheet.Fact;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.WebSession;

/** The page of one host: what it is, what is done to it, who may do what, what happened. */
@Controller
@RequestMapping("/admin/hosts")
class HostSheetPages {
    private static final int EVENTS = 20;

    private final BrokerModule broker;
    private final Barred barred;
    private final Choices choices;
    private final Words words;

    HostSheetPages(BrokerModule broker, Barred barred, Choices choices, Words words) {
        this.broker = broker;
        this.barred = barred;
        this.choices = choices;
        this.words = words;
    }

    @Allowed(UseCase.HOST_SHOW)
    @GetMapping("/{name}")
    String show(@AuthenticationPrincipal User user, @PathVariable String name, Model model, WebSession session) {
        Notice.show(session, model);
        var entry = broker.hosts().show(user, name);
        var host = entry.host();
        var row = Row.of(entry, choices.cluster(user, host.cluster()), words);
        var object = ObjectRef.of(host.id());
        model.addAttribute("host", row);
        model.addAttribute("mark", Mark.host(host.state().restName()));
        model.addAttribute("facts", facts(host, row));
        model.addAttribute(
                "barred",
                barred.on(
                        user,
                        object,
                        UseCase.HOST_MAINTENANCE,
                        UseCase.HOST_ACTIVATE,
                        UseCase.HOST_TOKEN,
                        UseCase.HOST_BOOT_KEY,
                        UseCase.HOST_REVOKE_BOOT_KEYS,
                        UseCase.HOST_CONFIRM_REBOOTED,
                        UseCase.HOST_REMOVE));
        model.addAttribute(
                "permissions",
                PermissionLine.of(
                        broker.permissions()
                                .on(user, ObjectKind.HOST, object.id().toString()),
                        object.id().toString(),
                        words));
        model.addAttribute("lines", Line.of(broker.view().events(user, host.id().value(), EVENTS)));
        model.addAttribute("here", "hosts");
        return "host";
    }

    private List<Fact> facts(Host host, Row row) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(words.say("vm.cluster"), row.cluster()));
        facts.add(new Fact(words.say("hosts.address"), row.address()));
        facts.add(new Fact(words.say("hosts.capacity"), row.shape().isEmpty() ? "–" : row.shape()));
        host.facts().ifPresent(said -> {
            facts.add(new Fact(words.say("hosts.cpu"), said.inventory().cpuModel()));
            facts.add(new Fact(words.say("hosts.agent"), said.agentVersion()));
        });
        facts.add(new Fact(
                words.say("hosts.hardware"),
                host.hardwareId().map(Object::toString).orElse("–")));
        var until = row.until();
        facts.add(new Fact(words.say("admin.until"), until == null ? "–" : until));
        facts.add(new Fact(words.say("hosts.bootkeys"), words.say("list.number", row.bootKeys())));
        return facts;
    }
}
