package io.oriel.portal;

import io.oriel.certs.TrustException;
import io.oriel.certs.config.Configuration;
import io.oriel.certs.config.ConfigurationException;
import io.oriel.certs.log.Logging;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The control plane: {@code portal [--oriel.key=value …]}, or {@code portal config check …}. */
public final class PortalMain {
    private static final int CANNOT_START = 1;
    private static final int WRONG_CONFIGURATION = 2;
    private static final Duration STOPPING = Duration.ofSeconds(2);

    private PortalMain() {}

    public static void main(String[] args) {
        var check = args.length >= 2 && args[0].equals("config") && args[1].equals("check");
        try {
            var given = check ? Arrays.copyOfRange(args, 2, args.length) : args;
            var configuration = Configuration.load("portal", PortalKeys.ALL, given, System.getenv());
            var settings = PortalSettings.of(configuration);
            if (check) {
                System.out.print(configuration.table());
                return;
            }
            Logging.start("portal", settings.jsonLog());
            serve(settings);
        } catch (ConfigurationException e) {
            System.err.println("portal: " + e.getMessage());
            System.exit(WRONG_CONFIGURATION);
        }
    }

    private static void serve(PortalSettings settings) {
        var log = LoggerFactory.getLogger(PortalMain.class);
        try {
            var running = start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running), "stop"));
            log.info("ready at {}", settings.front().origin());
        } catch (RuntimeException e) {
            var cause = cause(e);
            if (cause instanceof ConfigurationException || cause instanceof TrustException) {
                log.error("cannot start: {}", cause.getMessage());
            } else {
                log.error("cannot start", e);
            }
            System.exit(CANNOT_START);
        }
    }

    /** Starts the whole control plane; it ends when the context is closed. */
    static ConfigurableApplicationContext start(PortalSettings settings) {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none"); // Logging has set it up
        var app = new SpringApplication(PortalWiring.class);
        app.setWebApplicationType(WebApplicationType.REACTIVE);
        app.setBannerMode(Banner.Mode.OFF);
        app.setLogStartupInfo(false);
        app.setRegisterShutdownHook(false);
        app.setAddCommandLineProperties(false);
        app.addInitializers(context -> {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("portal", spring(settings)));
            ((GenericApplicationContext) context).registerBean(PortalSettings.class, () -> settings);
        });
        return app.run();
    }

    /** What Spring is told; nothing outside may say otherwise. */
    private static Map<String, Object> spring(PortalSettings settings) {
        return Map.of(
                "server.address",
                settings.listen(),
                "server.port",
                settings.port(),
                "server.shutdown",
                "immediate",
                "server.forward-headers-strategy",
                "none",
                "spring.lifecycle.timeout-per-shutdown-phase",
                STOPPING.toMillis() + "ms",
                "spring.threads.virtual.enabled",
                true,
                "spring.messages.encoding",
                "UTF-8",
                "spring.messages.fallback-to-system-locale",
                false,
                "spring.webflux.static-path-pattern",
                "/no-default-handler/**");
    }

    private static Throwable cause(Throwable thrown) {
        return thrown.getCause() == null ? thrown : cause(thrown.getCause());
    }

    /** Ends the JVM itself: asked to stop and having stopped is success, and not the 143 of a signal. */
    private static void stop(ConfigurableApplicationContext running) {
        try {
            running.close();
            Runtime.getRuntime().halt(0);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(PortalMain.class).error("stopping failed", e);
            Runtime.getRuntime().halt(CANNOT_START);
        }
    }
}
