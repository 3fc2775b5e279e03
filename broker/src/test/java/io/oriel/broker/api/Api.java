package io.oriel.broker.api;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.House;
import io.oriel.broker.api.ovirt.OvirtConfiguration;
import io.oriel.broker.directory.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.WebFilter;

/** The whole API, wired as the control plane wires it; who acts is said by the test, as the security filter would. */
public final class Api implements AutoCloseable {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @Configuration(proxyBeanMethods = false)
    @EnableWebFlux
    static class Web implements WebFluxConfigurer {
        @Override
        public void configureBlockingExecution(BlockingExecutionConfigurer blocking) {
            blocking.setExecutor(new TaskExecutorAdapter(Executors.newVirtualThreadPerTaskExecutor()));
        }
    }

    public Api(House house, Path uploads) {
        context.registerBean(BrokerModule.class, () -> house.broker, it -> it.setDestroyMethodName(null));
        context.registerBean(Uploads.class, () -> new Uploads(uploads));
        context.register(Web.class, ApiConfiguration.class, OvirtConfiguration.class);
        context.refresh();
    }

    /** Every route. */
    RequestMappingHandlerMapping routes() {
        return context.getBean(RequestMappingHandlerMapping.class);
    }

    public WebTestClient as(Optional<User> actor) {
        WebFilter door = (exchange, chain) -> {
            actor.ifPresent(user -> exchange.getAttributes().put(Actor.ATTRIBUTE, user));
            return chain.filter(exchange);
        };
        return WebTestClient.bindToApplicationContext(context)
                .webFilter(door)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }

    @Override
    public void close() {
        context.close();
    }
}
