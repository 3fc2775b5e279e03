package io.oriel.broker.api;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Rights;
import io.oriel.pool.event.Cause;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Controller;
import org.springframework.web.server.ServerWebExchange;

/**
 * Runs every controller's methods behind the {@link Gate} and in the scope of their request's {@link Cause}, on the virtual
 * thread that calls them.
 * One place for all routes, so that none can forget it. A method that goes on elsewhere carries the cause there itself.
 */
final class CausedControllers implements BeanPostProcessor {
    private final Supplier<Rights> rights;

    CausedControllers(Supplier<Rights> rights) {
        this.rights = rights;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return AnnotatedElementUtils.hasAnnotation(bean.getClass(), Controller.class) ? caused(bean, rights) : bean;
    }

    /** The controller, behind the {@link Gate}, in the scope of each request's cause. */
    static Object caused(Object controller, Supplier<Rights> rights) {
        var factory = new ProxyFactory(controller);
        factory.setProxyTargetClass(true);
        factory.addAdvice((MethodInterceptor) call -> cause(call.getArguments()).call(call::proceed));
        factory.addAdvice(new Gate(rights));
        return factory.getProxy(controller.getClass().getClassLoader());
    }

    /** A page may be asked for without its exchange: then nobody can know what its client called the request. */
    private static Cause cause(@Nullable Object[] arguments) {
        var exchange = Requests.first(arguments, ServerWebExchange.class);
        var correlation = exchange.map(it -> it.<String>getAttribute(CorrelationFilter.ATTRIBUTE))
                .orElseGet(Cause::fresh);
        return new Cause(correlation, Requests.user(arguments).map(User::id));
    }
}
