package io.oriel.loadtest.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a laboratory of real hosts, as a parameter of type {@link Laboratory}: {@code ./oriel lab up} in a
 * directory of its own. Classes that ask for the same share one, which is up from the first of them to the JVM's end;
 * each finds all hosts running and joined, and leaves them so.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LabExtension.class)
public @interface Lab {
    int hosts() default 3;

    /** False: hosts and their network only; the test speaks to the agents itself, with {@link LabAgents}. */
    boolean controlPlane() default true;
}
