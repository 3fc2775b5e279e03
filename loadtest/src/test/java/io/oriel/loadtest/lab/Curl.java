package io.oriel.loadtest.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A person's way through the portal without script, from the client's namespace: curl, trusting our CA. */
public final class Curl {
    private static final Pattern CSRF =
            Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"|value=\"([^\"]+)\"[^>]*name=\"_csrf\"");
    private static final Pattern DESKTOP = Pattern.compile("/desktops/([0-9a-f-]{36})/");
    private static final Pattern POOL = Pattern.compile("name=\"pool\"[^>]*value=\"([0-9a-f-]{36})\"");

    private final Namespaces network;
    private final Appliance appliance;
    private final Path jar;

    public Curl(Namespaces network, Appliance appliance, Path cookies) {
        this.network = network;
        this.appliance = appliance;
        this.jar = cookies;
    }

    public String get(String path) {
        return call(List.of(appliance.url() + path)).orFail();
    }

    public Command.Result post(String path, String... fields) {
        var page = get(path.startsWith("/login") ? "/login" : "/desktops");
        var words = new ArrayList<String>();
        for (var field : fields) {
            words.addAll(List.of("--data-urlencode", field));
        }
        words.addAll(List.of("--data-urlencode", "_csrf=" + csrf(page), appliance.url() + path));
        return call(words);
    }

    private Command.Result call(List<String> words) {
        var all = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--max-time",
                "30",
                "--cacert",
                appliance.ca().toString(),
                "-b",
                jar.toString(),
                "-c",
                jar.toString()));
        all.addAll(words);
        return Command.of(network.onClient(all.toArray(String[]::new)))
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

    public void logIn(String person) {
        post("/login", "username=" + person, "password=" + appliance.password(person), "domain=internal")
                .orFail();
    }

    /** The first pool offered. */
    public Optional<String> pool() {
        return first(POOL, get("/desktops"));
    }

    /** The person's first desktop. */
    public Optional<String> desktop() {
        return first(DESKTOP, get("/desktops"));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
