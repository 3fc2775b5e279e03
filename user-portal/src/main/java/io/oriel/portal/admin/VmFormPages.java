package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.api.VmBody;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmWish;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** The forms in which a VM is made and changed. */
@Controller
@RequestMapping("/admin/vms")
class VmFormPages {
    private static final Pattern COMMA = Pattern.compile("[,\\s]+");
    private static final long MOST_GIB = 65_536;
    private static final long MOST_MIB = 1_048_576;

    private final BrokerModule broker;
    private final VmAdmin vms;
    private final Choices choices;
    private final Faults faults;
    private final Words words;

    VmFormPages(BrokerModule broker, Choices choices, Faults faults, Words words) {
        this.broker = broker;
        this.vms = broker.vms();
        this.choices = choices;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.VM_CREATE)
    @GetMapping("/new")
    String fresh(@AuthenticationPrincipal User user, @RequestParam(defaultValue = "") String template, Model model) {
        var standard = Map.of(
                "template", template,
                "source", "thin",
                "kind", "server",
                "hardware", "linux",
                "vcpus", "2",
                "memoryMiB", "2048",
                "heads", "1");
        return page(user, null, Form.filled(standard, words), model);
    }

    @Allowed(UseCase.VM_CREATE)
    @PostMapping("/new")
    String create(
            @AuthenticationPrincipal User user,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var body = body(form, true);
        var made = faults.attempt(form, () -> vms.create(user, body.wish().with(form.wrong())));
        if (made.isEmpty()) {
            return Shown.refused(response, page(user, null, form, model));
        }
        var vm = made.get().vm().vm();
        Notice.done(words.say("vm.create.done", vm.name()), words.say("vm.create.next"))
                .keep(session);
        return VmPages.back(vm.id().toString());
    }

    @Allowed(UseCase.VM_EDIT)
    @GetMapping("/{id}/edit")
    String edit(@AuthenticationPrincipal User user, @PathVariable String id, Model model) {
        var entry = vms.show(user, id);
        return page(user, entry, form(user, entry), model);
    }

    @Allowed(UseCase.VM_EDIT)
    @PostMapping("/{id}/edit")
    String change(
            @AuthenticationPrincipal User user,
            @PathVariable String id,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var body = body(form, false);
        var version = Optional.ofNullable(form.number("version", 0, Long.MAX_VALUE));
        var changed = faults.attempt(
                form, () -> vms.edit(user, id, version, body.wish().with(form.wrong())));
        if (changed.isEmpty()) {
            return Shown.refused(response, page(user, vms.show(user, id), form, model));
        }
        var waits = changed.get().needsRestart();
        var next = waits.isEmpty() ? words.say("vm.edit.now") : words.say("vm.edit.next", String.join(", ", waits));
        Notice.done(words.say("vm.edit.done", changed.get().vm().vm().name()), next)
                .keep(session);
        return VmPages.back(id);
    }

    private String page(User user, VmAdmin.@Nullable Entry entry, Form form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("fresh", entry == null);
        if (entry != null) {
            model.addAttribute("id", entry.vm().vm().id().toString());
            model.addAttribute("old", entry.vm().vm().name());
        }
        model.addAttribute("templates", choices.templates(user));
        model.addAttribute("clusters", choices.clusters(user));
        model.addAttribute("storage", choices.storage(user));
        model.addAttribute("networks", choices.networks(user));
        model.addAttribute("hosts", choices.hosts(user));
        model.addAttribute("sources", labelled("vm.source.", List.of("thin", "full", "blank")));
        model.addAttribute("kinds", labelled("vm.kind.", List.of("server", "desktop")));
        model.addAttribute(
                "machines",
                labelled(
                        "vm.hardware.",
                        Arrays.stream(Hardware.values())
                                .map(it -> it.name().toLowerCase(Locale.ROOT))
                                .toList()));
        model.addAttribute("mobilities", words.labelled("vm.mobility.", Mobility.values()));
        model.addAttribute("orders", orders(form.value("boot")));
        model.addAttribute("here", VmPages.HERE);
        return "vm-form";
    }

    private Map<String, String> labelled(String prefix, List<String> values) {
        var all = new LinkedHashMap<String, String>();
        values.forEach(value -> all.put(value, words.say(prefix + value)));
        return all;
    }

    private Map<String, String> orders(String now) {
        var all = labelled("vm.order.", List.of("disk", "cdrom,disk", "disk,cdrom", "network,disk", "disk,network"));
        if (!now.isEmpty()) {
            all.putIfAbsent(now, now);
        }
        return all;
    }

    private Form form(User user, VmAdmin.Entry entry) {
        var vm = entry.vm().vm();
        var build = entry.vm().upkeep().build();
        var outfit = entry.vm().outfit();
        var values = new LinkedHashMap<String, String>();
        values.put("name", vm.name());
        values.put("description", outfit.care().description());
        values.put("kind", outfit.care().kind().name().toLowerCase(Locale.ROOT));
        values.put("hardware", build.hardware().name().toLowerCase(Locale.ROOT));
        values.put("vcpus", String.valueOf(vm.vcpus()));
        values.put("memoryMiB", String.valueOf(vm.memoryMiB()));
        values.put("heads", String.valueOf(build.heads()));
        values.put(
                "boot",
                outfit.starting().boot().order().stream()
                        .map(device -> device.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",")));
        values.put("cdrom", outfit.starting().cdrom().map(iso -> cd(user, iso)).orElse(""));
        values.put("host", build.startOn().map(host -> host(user, host)).orElse(""));
        values.put("tags", String.join(", ", entry.tags()));
        values.put("version", String.valueOf(vm.version()));
        if (outfit.care().guarded()) {
            values.put("guarded", "on");
        }
        if (outfit.care().autoStart()) {
            values.put("autoStart", "on");
        }
        var continuity = outfit.care().continuity();
        continuity.priority().ifPresent(it -> values.put("priority", it.toString()));
        if (continuity.lease()) {
            values.put("lease", "on");
        }
        values.put("mobility", continuity.mobility().name().toLowerCase(Locale.ROOT));
        return Form.filled(values, words);
    }

    private String cd(User user, Iso iso) {
        var storage = broker.site().storage().list(user).stream()
                .map(it -> it.domain())
                .filter(domain -> domain.id().equals(iso.storage()))
                .map(StorageDomain::name)
                .findFirst();
        return storage.orElse(iso.storage().toString()) + "/" + iso.name();
    }

    private String host(User user, HostId id) {
        return broker.hosts().list(user).stream()
                .map(it -> it.host())
                .filter(host -> host.id().equals(id))
                .map(Host::name)
                .findFirst()
                .orElse("");
    }

    private VmBody body(Form form, boolean fresh) {
        var blank = form.text("source").equals("blank");
        var gib = form.number("diskBytes", 1, MOST_GIB);
        var user = form.value("cloudInit.userData");
        var network = form.orNull("nics");
        var mac = form.orNull("nics.mac");
        var priority = form.number("priority", Continuity.LOWEST, Continuity.HIGHEST);
        return new VmBody(
                form.text("name"),
                form.orNull("kind"),
                form.text("description"),
                fresh && !blank ? form.orNull("template") : null,
                fresh ? form.orNull("source") : null,
                fresh ? form.orNull("storage") : null,
                fresh && gib != null ? Long.valueOf(gib << 30) : null,
                fresh ? form.orNull("cluster") : null,
                form.text("host"),
                form.number("vcpus", 1, 64),
                form.number("memoryMiB", 16, MOST_MIB),
                form.orNull("hardware"),
                form.number("heads", 1, 4),
                form.given("boot").map(it -> List.of(COMMA.split(it))).orElse(null),
                null,
                form.text("cdrom"),
                fresh && !user.isBlank() ? new VmBody.Cloud(user, null, null) : null,
                form.ticked("guarded"),
                form.ticked("autoStart"),
                priority == null ? Long.valueOf(VmWish.Availability.NOT_AVAILABLE) : priority,
                form.ticked("lease"),
                form.orNull("mobility"),
                fresh ? List.of(new VmBody.Card(mac, network)) : null,
                null,
                form.given("tags").map(it -> List.of(COMMA.split(it))).orElse(List.of()),
                null);
    }
}
