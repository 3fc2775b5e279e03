package io.oriel.loadtest.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.oriel.portal.security.ContentPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * Just enough of the portal for its console page: the real template, sentences, scripts and content policy, and tickets for
 * a gateway that nobody dials.
 */
final class PortalPage implements AutoCloseable {
    static final String GATEWAY = "gateway.example:8444";
    static final String NAME = "eng-linux-12";
    private static final String JS_WORDS = "console.js.";

    private final HttpServer server;
    private final SpringTemplateEngine engine = engine();
    private final AtomicInteger issued = new AtomicInteger();
    private volatile boolean away;
    private volatile Clip clip = new Clip(true, true, false);

    /** As the portal's own, with what the page asks of it. */
    record Clip(boolean in, boolean out, boolean deaf) {
        public boolean sends() {
            return in && !deaf;
        }

        public boolean fetches() {
            return out && !deaf;
        }
    }

    PortalPage() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** The console's address, with this client. */
    String url(String client) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/desktops/1/console?client=" + client;
    }

    /** From now on there are no tickets: nobody behind the portal answers. */
    void away(boolean is) {
        away = is;
    }

    /** What the page is told of the clipboard. */
    void clip(Clip told) {
        clip = told;
    }

    /** The ticket that was given last. */
    String ticket() {
        return ticket(issued.get());
    }

    int issued() {
        return issued.get();
    }

    private static String ticket(int number) {
        return "ticket-%036d".formatted(number);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/desktops/1/console")) {
                var client = exchange.getRequestURI().getQuery().substring("client=".length());
                exchange.getResponseHeaders()
                        .add(ContentPolicy.HEADER, ContentPolicy.console(List.of(GATEWAY), client.equals("spice")));
                send(exchange, 200, "text/html; charset=utf-8", page(client).getBytes(StandardCharsets.UTF_8));
            } else if (path.equals("/desktops/1/ticket")) {
                ticket(exchange);
            } else {
                file(exchange, path);
            }
        }
    }

    private void ticket(HttpExchange exchange) throws IOException {
        if (away || !exchange.getRequestMethod().equals("POST")) {
            send(exchange, 502, "text/plain", new byte[0]);
            return;
        }
        var door = "client=spice".equals(exchange.getRequestURI().getQuery()) ? "/spice" : "/rfb";
        var answer = Map.of("url", "wss://" + GATEWAY + door, "ticket", ticket(issued.incrementAndGet()));
        send(exchange, 200, "application/json", JsonMapper.shared().writeValueAsBytes(answer));
    }

    private static void file(HttpExchange exchange, String path) throws IOException {
        try (var in = PortalPage.class.getResourceAsStream("/static" + path)) {
            if (in == null) {
                send(exchange, 404, "text/plain", new byte[0]);
            } else {
                send(exchange, 200, type(path), in.readAllBytes());
            }
        }
    }

    private static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript";
            case "css" -> "text/css";
            case "svg" -> "image/svg+xml";
            case "woff2" -> "font/woff2";
            default -> "application/octet-stream";
        };
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("content-type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private String page(String client) {
        var bundle = ResourceBundle.getBundle("messages", Locale.ROOT);
        var words = new TreeMap<String, String>();
        bundle.keySet().stream()
                .filter(key -> key.startsWith(JS_WORDS))
                .forEach(key -> words.put(key.substring(JS_WORDS.length()), bundle.getString(key)));
        var context = new Context(Locale.ENGLISH);
        context.setVariables(Map.of(
                "csrf",
                "token",
                "id",
                "1",
                "name",
                NAME,
                "client",
                client,
                "clip",
                clip,
                "words",
                JsonMapper.shared().writeValueAsString(words)));
        return engine.process("console", context);
    }

    private static SpringTemplateEngine engine() {
        var resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        var engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        engine.setTemplateEngineMessageSource(messages);
        return engine;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
