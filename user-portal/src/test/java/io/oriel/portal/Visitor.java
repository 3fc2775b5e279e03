package io.oriel.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Somebody with a browser without script: keeps cookies, follows no redirect, posts forms. */
final class Visitor {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final String url;
    private final HttpClient http;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Visitor(Rig rig) {
        this(rig.url(), rig.state().resolve("ca.pem"));
    }

    Visitor(String url, Path ca) {
        this.url = url;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(ca))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Logs in by the page, as a person does. */
    static Visitor loggedIn(Rig rig, String name) {
        var visitor = new Visitor(rig);
        var answer = visitor.logIn(name, Rig.password(name));
        if (answer.statusCode() != 303) {
            throw new AssertionError(name + " could not log in: " + answer.statusCode() + "\n" + answer.body());
        }
        return visitor;
    }

    HttpResponse<String> logIn(String name, String password, String... more) {
        get("/login");
        var form = new LinkedHashMap<>(Map.of("username", name, "password", password, "domain", "internal"));
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return post("/login", form);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path).GET(), headers);
    }

    /** Posts a form with the token of the page last seen. */
    HttpResponse<String> post(String path, Map<String, String> form) {
        var page = get(cookies.containsKey("__Host-oriel") && !path.equals("/login") ? "/desktops" : "/login");
        var all = new LinkedHashMap<>(form);
        token(page.body()).ifPresent(token -> all.put("_csrf", token));
        return postAsIs(path, all);
    }

    /** Posts a form that names one field several times. */
    HttpResponse<String> postMany(String path, String field, List<String> values, Map<String, String> form) {
        var all = new LinkedHashMap<>(form);
        token(get("/desktops").body()).ifPresent(token -> all.put("_csrf", token));
        var many =
                values.stream().map(value -> "&" + encode(Map.of(field, value))).collect(Collectors.joining());
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(all) + many)));
    }

    HttpResponse<String> postAsIs(String path, Map<String, String> form, String... headers) {
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encode(form))),
                headers);
    }

    /** Posts a form with a file and the token of the page last seen. */
    HttpResponse<String> postFile(String path, Map<String, String> form, String file, byte[] bytes) {
        var all = new LinkedHashMap<>(form);
        token(get("/desktops").body()).ifPresent(token -> all.put("_csrf", token));
        return postFileAsIs(path, all, file, bytes);
    }

    HttpResponse<String> postFileAsIs(String path, Map<String, String> form, String file, byte[] bytes) {
        var boundary = "oriel-test-boundary";
        var fields = form.entrySet().stream()
                .map(field -> "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                        .formatted(boundary, field.getKey(), field.getValue()))
                .collect(Collectors.joining());
        var head = fields
                + "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                        .formatted(boundary, file);
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofByteArray(bytes),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            answer.headers().allValues("set-cookie").forEach(this::keep);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a stream of events; its lines are read as they come. */
    HttpResponse<Stream<String>> stream(String path) {
        var request = request(path).setHeader("Accept", "text/event-stream");
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        try {
            return http.send(request.GET().build(), BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String cookieHeader() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Rig.patience())
                .header("Accept", "text/html");
    }

    Map<String, String> cookies() {
        return cookies;
    }

    static Optional<String> token(String page) {
        var matcher = CSRF.matcher(page);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private void keep(String header) {
        for (var cookie : HttpCookie.parse("Set-Cookie: " + header)) {
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie.getValue());
            }
        }
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** TLS that trusts this authority and no other. */
    static SSLContext trusting(Path ca) {
        try (var in = Files.newInputStream(ca)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
