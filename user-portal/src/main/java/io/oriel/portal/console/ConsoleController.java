package io.oriel.portal.console;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.Target;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.ViewerFile;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.VmId;
import io.oriel.portal.desktop.Refusals;
import io.oriel.portal.page.Words;
import io.oriel.portal.security.ClientAddress;
import io.oriel.portal.security.ContentPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import tools.jackson.databind.json.JsonMapper;

/** A desktop's screen in the browser, and the file that opens it in the viewer. */
@Controller
class ConsoleController {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final MediaType VIEWER_FILE = MediaType.parseMediaType("application/x-virt-viewer");
    private static final String JS_WORDS = "console.js.";

    private final Desktops desktops;
    private final Connect connect;
    private final Refusals refusals;
    private final Words words;
    private final Gateways gateways;
    private final JsonMapper json = JsonMapper.shared();

    /** A ticket and where to show it. */
    record Ticketed(String url, String ticket) {
        @Override
        public String toString() {
            return "Ticketed[" + url + "]";
        }
    }

    /**
     * Why there is no ticket.
     *
     * @param again seconds until the page asks again by itself; null when only a person can do something
     * @param client the one whose display the desktop does have; null when that is not the matter
     */
    record NotNow(
            String what,
            String next,
            @Nullable Long again,
            @Nullable String client) {}

    ConsoleController(Desktops desktops, Connect connect, Refusals refusals, Words words, Gateways gateways) {
        this.desktops = desktops;
        this.connect = connect;
        this.refusals = refusals;
        this.words = words;
        this.gateways = gateways;
    }

    /** @param chosen the client's word, to be bookmarked; without one it is what this person used last */
    @Allowed(UseCase.DESKTOP_CONNECT)
    @GetMapping("/desktops/{id}/console")
    String page(
            @AuthenticationPrincipal User user,
            @PathVariable UUID id,
            @RequestParam(name = "client", required = false) @Nullable String chosen,
            ServerWebExchange exchange,
            Model model) {
        var desktop = desktops.of(user).desktops().stream()
                .filter(one -> one.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        var wish = Client.parse(chosen);
        wish.ifPresent(choice -> exchange.getResponse().addCookie(choice.cookie()));
        var client = wish.or(() -> Client.last(exchange.getRequest()))
                .orElse(Client.VNC)
                .forDesktop(desktop);
        model.addAttribute("id", id);
        model.addAttribute("name", desktop.name());
        model.addAttribute("client", client.word());
        model.addAttribute("clip", Clip.of(client, desktop, desktops.channels(user, desktop.id())));
        model.addAttribute("words", json.writeValueAsString(words.beginning(JS_WORDS)));
        exchange.getResponse()
                .getHeaders()
                .set(ContentPolicy.HEADER, ContentPolicy.console(gateways.addresses(), client == Client.SPICE));
        return "console";
    }

    @Allowed(UseCase.DESKTOP_CONNECT)
    @PostMapping("/desktops/{id}/ticket")
    ResponseEntity<Object> ticket(
            @AuthenticationPrincipal User user,
            @PathVariable UUID id,
            @RequestParam(name = "client", required = false) @Nullable String chosen,
            ServerWebExchange exchange) {
        var client = Client.parse(chosen).orElse(Client.VNC);
        var result = connect(user, id, client.protocol(), exchange);
        return switch (result) {
            case ConnectResult.Offered(var offer) ->
                answer(
                        HttpStatus.OK,
                        new Ticketed(
                                "wss://" + offer.gatewayName() + ":" + offer.gatewayPort() + client.door(),
                                offer.ticket().value()));
            case ConnectResult.ComeBack(var _, var _, var eta) ->
                answer(HttpStatus.CONFLICT, notNow(result, wait(eta.orElse(PATIENCE))));
            case ConnectResult.NoGateway() -> answer(HttpStatus.CONFLICT, notNow(result, 5L));
            case ConnectResult.NoDisplay _ -> {
                var said = refusals.of(result);
                yield answer(
                        HttpStatus.CONFLICT,
                        new NotNow(
                                said.what(), said.next(), null, client.other().word()));
            }
            case ConnectResult.LimitReached _,
                    ConnectResult.PoolExhausted _,
                    ConnectResult.NotEntitled _,
                    ConnectResult.NotRunning _,
                    ConnectResult.OpenElsewhere _ -> answer(HttpStatus.CONFLICT, notNow(result, null));
        };
    }

    private NotNow notNow(ConnectResult result, @Nullable Long again) {
        var said = refusals.of(result);
        return new NotNow(said.what(), said.next(), again, null);
    }

    private static Long wait(Duration eta) {
        return Math.clamp(eta.toSeconds(), 1, PATIENCE.toSeconds());
    }

    private static ResponseEntity<Object> answer(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    @Allowed(UseCase.DESKTOP_CONNECT)
    @PostMapping("/desktops/{id}/viewer")
    ResponseEntity<String> viewer(
            @AuthenticationPrincipal User user, @PathVariable UUID id, ServerWebExchange exchange, WebSession session) {
        var result = connect(user, id, DisplayProtocol.SPICE, exchange);
        if (result instanceof ConnectResult.Offered(var offer)) {
            var file = ViewerFile.of(offer);
            return ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .contentType(VIEWER_FILE)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            ContentDisposition.attachment()
                                    .filename(file.name())
                                    .build()
                                    .toString())
                    .body(file.text());
        }
        refusals.of(result).keep(session);
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/desktops"))
                .build();
    }

    private ConnectResult connect(User user, UUID id, DisplayProtocol protocol, ServerWebExchange exchange) {
        return connect.connect(
                user, new Target.Desktop(new VmId(id)), protocol, ClientAddress.of(exchange.getRequest()));
    }
}
