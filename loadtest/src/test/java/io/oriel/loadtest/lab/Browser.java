package io.oriel.loadtest.lab;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium in the client's namespace, with our CA in its certificate store: errors are never ignored. */
public final class Browser implements AutoCloseable {
    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    public Browser(Namespaces network, Path ca, Path directory) {
        this(inNamespace(network, ca, directory));
    }

    /** One on this machine, trusting whom Chromium trusts; for pages on loopback. */
    public static Browser here(Path directory) {
        try {
            return new Browser(wrapper(directory, "env HOME=" + Files.createDirectories(directory.resolve("home"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Browser(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static Path inNamespace(Namespaces network, Path ca, Path directory) {
        try {
            // Of its own: certutil asks for a password where there is a store already, and nobody answers.
            var home = Files.createTempDirectory(directory, "browser");
            var store = "sql:" + Files.createDirectories(home.resolve(".pki/nssdb"));
            Command.of("certutil", "-d", store, "-N", "--empty-password").run().orFail();
            Command.of("certutil", "-d", store, "-A", "-t", "C,,", "-n", "oriel", "-i", ca.toString())
                    .run()
                    .orFail();
            return wrapper(home, "ip netns exec " + network.client() + " env HOME=" + home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path wrapper(Path directory, String words) throws IOException {
        var wrapper = directory.resolve("chromium");
        Files.writeString(wrapper, "#!/bin/sh\nexec " + words + " /usr/bin/chromium \"$@\"\n");
        wrapper.toFile().setExecutable(true);
        return wrapper;
    }

    /** A person's own window. */
    public BrowserContext open(int width, int height, ColorScheme scheme) {
        var context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(60_000);
        return context;
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
