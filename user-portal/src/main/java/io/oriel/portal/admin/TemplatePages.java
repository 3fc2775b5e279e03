package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.api.Uploads;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.pool.estate.ImageSource;
import io.oriel.pool.estate.Template;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.springframework.web.util.UriUtils;

/** Templates in the making and at their end: fetching one by URL, copying one from a VM, deleting one. */
@Controller
@RequestMapping("/admin/templates")
class TemplatePages {
    static final String HERE = "templates";
    private static final String LIST = "redirect:/admin/templates";

    private final TemplateAdmin templates;
    private final VmAdmin vms;
    private final Choices choices;
    private final Uploads uploads;
    private final Faults faults;
    private final Words words;

    TemplatePages(BrokerModule broker, Choices choices, Uploads uploads, Faults faults, Words words) {
        this.templates = broker.templates();
        this.vms = broker.vms();
        this.choices = choices;
        this.uploads = uploads;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.TEMPLATE_CREATE)
    @GetMapping("/new")
    String fresh(@AuthenticationPrincipal User user, Model model) {
        templates.mayImport(user);
        return page(user, Form.filled(Map.of(), words), model);
    }

    @Allowed(UseCase.TEMPLATE_CREATE)
    @PostMapping
    String make(
            @AuthenticationPrincipal User user,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        templates.mayImport(user);
        var form = Form.posted(exchange, words);
        var wish = new TemplateAdmin.Wish(form.text("name"), form.ticked("newVersion"), form.given("storage"));
        var source = form.given("url").flatMap(ImageSource::of);
        var vm = form.given("vm");
        if (form.given("name").isEmpty()) {
            form.wrong("name", words.say("form.required"));
        }
        if (form.given("url").isPresent() && source.isEmpty()) {
            form.wrong("url", words.say("templates.url.wrong"));
        }
        if (form.given("url").isPresent() == vm.isPresent()) {
            form.wrong("url", words.say("templates.one"));
        }
        Optional<Template> made = form.getFaults().isEmpty()
                ? faults.attempt(
                        form,
                        () -> vm.map(it -> templates.fromVm(user, wish, it))
                                .orElseGet(
                                        () -> templates.fetch(user, wish, source.orElseThrow(), uploads.directory())))
                : Optional.empty();
        if (made.isEmpty()) {
            return Shown.refused(response, page(user, form, model));
        }
        Notice.done(words.say("templates.begun", made.get().word()), words.say("templates.begun.next"))
                .keep(session);
        return LIST;
    }

    @Allowed(UseCase.TEMPLATE_DELETE)
    @GetMapping("/{name}/{number}/delete")
    String ask(@AuthenticationPrincipal User user, @PathVariable String name, @PathVariable int number, Model model) {
        var template = templates.show(user, name, number);
        return new Question(
                        words.say("templates.delete.ask", template.word()),
                        List.of(words.say("templates.delete.lost")),
                        words.say("templates.delete.kept"),
                        address(template) + "/delete",
                        words.say("templates.delete.button", template.word()),
                        address(template).substring(0, address(template).lastIndexOf('/')),
                        null)
                .page(model, HERE);
    }

    @Allowed(UseCase.TEMPLATE_DELETE)
    @PostMapping("/{name}/{number}/delete")
    String delete(
            @AuthenticationPrincipal User user,
            @PathVariable String name,
            @PathVariable int number,
            WebSession session) {
        faults.attempt(() -> {
                    templates.delete(user, name, Optional.of(number));
                    return Notice.done(
                            words.say("templates.deleted", name, number), words.say("templates.deleted.next"));
                })
                .keep(session);
        return LIST;
    }

    private static String address(Template template) {
        var name = UriUtils.encodePathSegment(template.name(), StandardCharsets.UTF_8);
        return "/admin/templates/" + name + "/" + template.number();
    }

    private String page(User user, Form form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("storage", choices.storage(user));
        model.addAttribute(
                "machines",
                vms.list(user).stream()
                        .filter(entry -> entry.vm().vm().host().isEmpty())
                        .map(entry -> entry.vm().vm().name())
                        .toList());
        model.addAttribute("here", HERE);
        return "template-form";
    }
}
