package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.api.Uploads;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.ImageUpload;
import io.oriel.pool.estate.Template;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import io.oriel.portal.security.FormTokens;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.FormPartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.codec.multipart.PartEventHttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/**
 * A template of a file on the administrator's computer. The form's other fields stand before the file and are judged
 * before its first byte is looked at; the file goes straight to where it waits.
 */
@Controller
@RequestMapping(FormTokens.UPLOADS)
class UploadPages {
    private static final String FILE = "file";

    private final TemplateAdmin templates;
    private final Choices choices;
    private final Uploads uploads;
    private final FormTokens tokens;
    private final Faults faults;
    private final Words words;

    UploadPages(BrokerModule broker, Choices choices, Uploads uploads, FormTokens tokens, Faults faults, Words words) {
        this.templates = broker.templates();
        this.choices = choices;
        this.uploads = uploads;
        this.tokens = tokens;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.TEMPLATE_CREATE)
    @GetMapping
    String show(@AuthenticationPrincipal User user, Model model) {
        templates.mayImport(user);
        return page(user, Form.filled(Map.of(), words), model);
    }

    @Allowed(UseCase.TEMPLATE_CREATE)
    @PostMapping
    String take(
            @AuthenticationPrincipal User user,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var type = exchange.getRequest().getHeaders().getContentType();
        if (!MediaType.MULTIPART_FORM_DATA.isCompatibleWith(type)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN); // it carries no token that could be read
        }
        templates.mayImport(user);
        var fields = new HashMap<String, String>();
        Optional<Template> made;
        Form form;
        try (var intake = new Uploads.Intake(() -> begin(user, exchange, fields))) {
            read(exchange, fields, intake);
            tokens.require(exchange, fields.getOrDefault("_csrf", "")).block();
            form = Form.filled(fields, words);
            if (fields.getOrDefault(FILE, "").isEmpty()) {
                form.wrong(FILE, words.say("upload.none"));
            }
            var wish = wish(fields);
            made = form.getFaults().isEmpty()
                    ? faults.attempt(form, () -> intake.use(file -> templates.importImage(user, wish, file)))
                    : Optional.empty();
        }
        if (made.isEmpty()) {
            return Shown.refused(response, page(user, form, model));
        }
        Notice.done(words.say("upload.done", made.get().word()), words.say("upload.done.next"))
                .keep(session);
        return "redirect:/admin/templates";
    }

    /** The fields as they come, and the file, which may be of any length. */
    private static void read(ServerWebExchange exchange, Map<String, String> fields, Uploads.Intake intake) {
        var parts = new PartEventHttpMessageReader()
                .read(ResolvableType.forClass(PartEvent.class), exchange.getRequest(), Map.of());
        Uploads.each(
                parts,
                PartEvent.class,
                event -> take(event, fields, intake),
                event -> DataBufferUtils.release(event.content()));
    }

    private static boolean take(PartEvent event, Map<String, String> fields, Uploads.Intake intake) {
        if (event instanceof FilePartEvent file
                && file.name().equals(FILE)
                && !file.filename().isEmpty()) {
            fields.put(FILE, file.filename());
            return intake.take(file.content());
        }
        if (event instanceof FormPartEvent field) {
            fields.put(field.name(), field.value());
        }
        DataBufferUtils.release(event.content());
        return true;
    }

    private ImageUpload begin(User user, ServerWebExchange exchange, Map<String, String> fields) {
        tokens.require(exchange, fields.getOrDefault("_csrf", "")).block();
        long length = exchange.getRequest().getHeaders().getContentLength();
        return templates.upload(
                user, wish(fields), length < 0 ? OptionalLong.empty() : OptionalLong.of(length), uploads.directory());
    }

    private TemplateAdmin.Wish wish(Map<String, String> fields) {
        var form = Form.filled(fields, words);
        return new TemplateAdmin.Wish(form.text("name"), form.ticked("newVersion"), form.given("storage"));
    }

    private String page(User user, Form form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("storage", choices.storage(user));
        model.addAttribute("here", TemplatePages.HERE);
        return "upload";
    }
}
