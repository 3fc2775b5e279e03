package io.oriel.broker.operation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The use cases that a route serves. Who may do none of them on anything is refused before the request is looked at; on what
 * they may do it is asked by the operation. A route without this is refused to everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allowed {
    UseCase[] value();
}
