package io.oriel.loadtest.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A person's way through the portal without script, from the client's namespace: curl, trusting our CA. */
public final class Curl {
    private static final Pattern CSRF =
            Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"|value=\"([^\"]+)\"[^>]*name=\"_csrf\"");
    private static final Pattern DESKTOP = Pattern.compile("/desktops/([0-9a-f-]{36})/");
    private static final Pattern POOL = Pattern.compile("name=\"pool\"[^>]*value=\"([0-9a-f-]{36})\"");

    private final Function<String[], List<String>> network;
    private final String url;
    private final Path ca;
    private final Path jar;

    /** From the client's namespace to the appliance. */
    public Curl(Namespaces network, Appliance appliance, Path cookies) {
        this(network::onClient, appliance.url(), appliance.ca(), cookies);
    }

    /** @param network the words that run a command where the portal is reached */
    Curl(Function<String[], List<String>> network, String url, Path ca, Path cookies) {
        this.network = network;
        this.url = url;
        this.ca = ca;
        this.jar = cookies;
    }

    public String get(String path) {
        return call(List.of(url + path)).orFail();
    }

    /** Posts JSON as somebody with a password; answers with the body and the status below it. */
    public String postJson(String path, String user, String password, String json) {
        return call(List.of(
                        "--fail-with-body",
                        "-u",
                        user + ":" + password,
                        "-H",
                        "Content-Type: application/json",
                        "--data",
                        json,
                        url + path))
                .orFail();
    }

    public Command.Result post(String path, String... fields) {
        var page = get(path.startsWith("/login") ? "/login" : "/desktops");
        var words = new ArrayList<String>();
        for (var field : fields) {
            words.addAll(List.of("--data-urlencode", field));
        }
        words.addAll(List.of("--data-urlencode", "_csrf=" + csrf(page), url + path));
        return call(words);
    }

    private Command.Result call(List<String> words) {
        var all = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--max-time",
                "30",
                "--cacert",
                ca.toString(),
                "-b",
                jar.toString(),
                "-c",
                jar.toString()));
        all.addAll(words);
        return Command.of(network.apply(all.toArray(String[]::new)))
                .within(Duration.ofSeconds(40))
                .run();
    }

    private static String csrf(String page) {
        var matcher = CSRF.matcher(page);
        if (!matcher.find()) {
            throw new AssertionError("no CSRF token on the page:\n" + page);
        }
        return Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
    }

    public void logIn(String person, String password) {
        post("/login", "username=" + person, "password=" + password, "domain=internal")
                .orFail();
    }

    /** The first pool offered. */
    public Optional<String> pool() {
        return first(POOL, get("/desktops"));
    }

    /** The person's first desktop. */
    public Optional<String> desktop() {
        return desktopOn(get("/desktops"));
    }

    static Optional<String> desktopOn(String page) {
        return first(DESKTOP, page);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
