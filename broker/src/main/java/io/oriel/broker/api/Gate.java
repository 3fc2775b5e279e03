package io.oriel.broker.api;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.Rights;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.UseCase.Ask;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * The first look at every request: whether its person may do what its route is for, to anything at all. Whether to this
 * object, the operation asks.
 *
 * <p>It stands before every method that a route leads to; one without {@link Allowed} is refused to everybody. Pages under
 * {@code /admin} are there for administrators only.
 */
final class Gate implements MethodInterceptor {
    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    private final Supplier<Rights> rights;

    /** @param rights asked for when the first request comes */
    Gate(Supplier<Rights> rights) {
        this.rights = rights;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        if (AnnotatedElementUtils.hasAnnotation(call.getMethod(), RequestMapping.class)) {
            check(call.getMethod(), Requests.user(call.getArguments()));
        }
        return call.proceed();
    }

    private void check(Method route, Optional<User> user) {
        var allowed = useCases(route);
        if (allowed.isEmpty()) {
            log.atError().addKeyValue("route", route).log("a route has no rule and is refused to everybody");
            throw new BrokerException(Code.FORBIDDEN, "nobody may do this");
        }
        if (allowed.stream().anyMatch(it -> it.ask() instanceof Ask.Open)) {
            return;
        }
        var actor = user.orElseThrow(() -> new BrokerException(Code.UNAUTHENTICATED, "log in first"));
        if (ofAdministrators(route) && !rights.get().administrates(actor)) {
            throw new BrokerException(Code.NOT_FOUND, "there is no such page");
        }
        if (allowed.stream().noneMatch(it -> rights.get().mayAnywhere(actor, it))) {
            throw new BrokerException(
                    Code.FORBIDDEN,
                    allowed.getFirst()
                            .group()
                            .map(group -> "this needs the right " + group)
                            .orElse("only an administrator may do this"));
        }
    }

    /** What a route is for; empty when that was forgotten. */
    static List<UseCase> useCases(Method route) {
        return Optional.ofNullable(route.getAnnotation(Allowed.class))
                .map(it -> Arrays.asList(it.value()))
                .orElse(List.of());
    }

    private static boolean ofAdministrators(Method route) {
        var under = AnnotatedElementUtils.findMergedAnnotation(route.getDeclaringClass(), RequestMapping.class);
        return under != null && Arrays.stream(under.path()).anyMatch(path -> path.startsWith("/admin"));
    }
}
