package io.oriel.broker.api;

import io.oriel.broker.directory.User;
import io.oriel.pool.event.Cause;
import java.util.Optional;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Controller;
import org.springframework.web.server.ServerWebExchange;

/**
 * Runs every controller's methods in the scope of their request's {@link Cause}, on the virtual thread that calls them.
 * One place for all routes, so that none can forget it. A method that goes on elsewhere carries the cause there itself.
 */
final class CausedControllers implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return AnnotatedElementUtils.hasAnnotation(bean.getClass(), Controller.class) ? caused(bean) : bean;
    }

    /** The controller, in the scope of each request's cause. */
    static Object caused(Object controller) {
        var factory = new ProxyFactory(controller);
        factory.setProxyTargetClass(true);
        factory.addAdvice((MethodInterceptor) call -> cause(call.getArguments()).call(call::proceed));
        return factory.getProxy(controller.getClass().getClassLoader());
    }

    /** A page may be asked for without its exchange: then nobody can know what its client called the request. */
    private static Cause cause(@Nullable Object[] arguments) {
        var exchange = first(arguments, ServerWebExchange.class);
        var correlation = exchange.map(it -> it.<String>getAttribute(CorrelationFilter.ATTRIBUTE))
                .orElseGet(Cause::fresh);
        var user = exchange.map(it -> it.<User>getAttribute(Actor.ATTRIBUTE)).or(() -> first(arguments, User.class));
        return new Cause(correlation, user.map(User::id));
    }

    private static <T> Optional<T> first(@Nullable Object[] arguments, Class<T> type) {
        for (var argument : arguments) {
            if (argument != null && type.isInstance(argument)) {
                return Optional.of(type.cast(argument));
            }
        }
        return Optional.empty();
    }
}
