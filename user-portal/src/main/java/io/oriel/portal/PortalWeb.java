package io.oriel.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.MessageSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * The web half: of Spring Boot exactly what is named here, so that a library on the class path adds nothing by being there.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    CodecsAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    MessageSourceAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    TaskExecutionAutoConfiguration.class,
    ThymeleafAutoConfiguration.class,
    WebFluxAutoConfiguration.class
})
@ComponentScan({
    "io.oriel.portal.page",
    "io.oriel.portal.security",
    "io.oriel.portal.admin",
    "io.oriel.portal.login",
    "io.oriel.portal.desktop",
    "io.oriel.portal.console"
})
class PortalWeb implements WebFluxConfigurer {
    private static final Duration STOPPING = Duration.ofSeconds(2);

    private final ConcurrentMap<String, String> tags = new ConcurrentHashMap<>();

    /**
     * The web server's own event loops, which end at once. Netty's shared ones also carry the calls to agents, so a host
     * that does not answer and is called again and again kept the shutdown waiting for a quiet moment.
     */
    @Bean
    ReactorResourceFactory webLoops() {
        var loops = new ReactorResourceFactory();
        loops.setUseGlobalResources(false);
        loops.setShutdownQuietPeriod(Duration.ZERO);
        loops.setShutdownTimeout(STOPPING);
        return loops;
    }

    /** Files are asked about each time and answered by their hash: our jars carry one fixed date. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        files(registry, "classpath:/static/", "/*.css", "/*.js", "/*.svg");
        files(registry, "classpath:/static/vendor/", "/vendor/**");
    }

    private void files(ResourceHandlerRegistry registry, String location, String... paths) {
        registry.addResourceHandler(paths)
                .addResourceLocations(location)
                .setUseLastModified(false)
                .setEtagGenerator(this::tag)
                .setCacheControl(CacheControl.noCache());
    }

    private String tag(Resource resource) {
        return tags.computeIfAbsent(resource.getDescription(), _ -> {
            try (var in = resource.getInputStream()) {
                var hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
                return "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        });
    }
}
