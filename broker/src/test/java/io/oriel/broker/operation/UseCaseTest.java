package io.oriel.broker.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of use cases and the operations name each other. */
class UseCaseTest {

    @Test
    void everyOperationAsksByTheTable() {
        // Given
        var operations = operations().map(UseCaseTest::name).collect(Collectors.toSet());
        var table = Arrays.stream(UseCase.values())
                .flatMap(it -> it.operations().stream())
                .collect(Collectors.toSet());

        // Then
        assertThat(operations).hasSizeGreaterThan(100);
        assertThat(operations).as("operations without a use case").isSubsetOf(table);
        assertThat(table).as("use cases of operations that are not there").isSubsetOf(all());
    }

    /** Everything in which somebody acts. */
    private static Stream<Method> operations() {
        return classes()
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .filter(it -> Modifier.isPublic(it.getModifiers()) && !it.isSynthetic())
                .filter(it -> Arrays.asList(it.getParameterTypes()).contains(User.class));
    }

    private static Set<String> all() {
        return classes()
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .map(UseCaseTest::name)
                .collect(Collectors.toSet());
    }

    private static Stream<Class<?>> classes() {
        return Stream.concat(components(BrokerModule.class), components(SiteAdmin.class))
                .filter(it -> it.getPackageName().equals(UseCase.class.getPackageName()) && !it.equals(Rights.class));
    }

    private static Stream<Class<?>> components(Class<?> module) {
        return Arrays.stream(module.getRecordComponents()).map(RecordComponent::getType);
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
