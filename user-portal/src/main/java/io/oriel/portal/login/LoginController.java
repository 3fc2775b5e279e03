package io.oriel.portal.login;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Login;
import io.oriel.broker.operation.LoginResult;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.LocalPath;
import io.oriel.portal.page.Words;
import io.oriel.portal.security.ClientAddress;
import io.oriel.portal.security.Doorkeeper;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;

/** The login page and what it posts. */
@Controller
class LoginController {
    private final Login login;
    private final Doorkeeper doorkeeper;
    private final Words words;

    /** What was typed. */
    record Form(
            @Nullable String username,
            @Nullable String password,
            @Nullable String domain,
            @Nullable String back) {
        @Override
        public String toString() {
            return "Form[…]";
        }
    }

    /**
     * What the page says above the fields.
     *
     * @param fields whether the fields are what is wrong
     */
    record Said(String tone, String what, String next, boolean fields) {}

    LoginController(Login login, Doorkeeper doorkeeper, Words words) {
        this.login = login;
        this.doorkeeper = doorkeeper;
        this.words = words;
    }

    @Allowed(UseCase.LOG_IN)
    @GetMapping("/login")
    String page(
            @AuthenticationPrincipal @Nullable User user,
            @RequestParam(required = false) @Nullable String back,
            @RequestParam(required = false) @Nullable String out,
            Model model) {
        if (user != null) {
            return "redirect:" + LocalPath.orDesktops(back);
        }
        if (out != null) {
            model.addAttribute("note", new Said("ok", words.say("login.out"), words.say("login.out.next"), false));
        }
        return page(model, "", login.directories().getFirst(), back);
    }

    @Allowed(UseCase.LOG_IN)
    @PostMapping("/login")
    String logIn(@ModelAttribute Form form, ServerWebExchange exchange, Model model) {
        var typed = orEmpty(form.username()).strip();
        var directory = orEmpty(form.domain());
        var name = typed;
        var at = typed.lastIndexOf('@');
        if (at > 0 && login.directories().contains(typed.substring(at + 1))) {
            name = typed.substring(0, at);
            directory = typed.substring(at + 1);
        }
        var result = login.login(name, directory, orEmpty(form.password()), ClientAddress.of(exchange.getRequest()));
        return switch (result) {
            case LoginResult.Welcome(var user) -> {
                doorkeeper.letIn(exchange, user);
                yield "redirect:" + LocalPath.orDesktops(form.back());
            }
            case LoginResult.WrongSecret(var left) ->
                refuse(exchange, HttpStatus.UNAUTHORIZED, model, form, said("wrong", true, left));
            case LoginResult.Locked() -> refuse(exchange, HttpStatus.UNAUTHORIZED, model, form, said("locked", false));
            case LoginResult.TooManyTries(var wait) -> {
                exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds(wait)));
                yield refuse(
                        exchange, HttpStatus.TOO_MANY_REQUESTS, model, form, said("toomany", false, words.time(wait)));
            }
            case LoginResult.DirectoryDown(var down) ->
                refuse(exchange, HttpStatus.SERVICE_UNAVAILABLE, model, form, said("down", false, down));
        };
    }

    private Said said(String key, boolean fields, Object... values) {
        return new Said(
                key.equals("down") ? "warn" : "bad",
                words.say("login." + key, values),
                words.say("login." + key + ".next", values),
                fields);
    }

    private String refuse(ServerWebExchange exchange, HttpStatus status, Model model, Form form, Said said) {
        exchange.getResponse().setStatusCode(status);
        model.addAttribute("note", said);
        return page(model, orEmpty(form.username()), orEmpty(form.domain()), form.back());
    }

    private String page(Model model, String username, String directory, @Nullable String back) {
        model.addAttribute("username", username);
        model.addAttribute("directory", directory);
        model.addAttribute("directories", List.copyOf(login.directories()));
        if (back != null && LocalPath.isPage(back)) {
            model.addAttribute("back", back);
        }
        return "login";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.toSeconds());
    }
}
