package io.oriel.host.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import io.oriel.host.libvirt.HypervisorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every behaviour on every kind of host. At the end the matrix is printed and compared with the committed one: a cell
 * that disappears is a failure, a new one has to be written down. The matrix as it is: {@code target/contract/matrix.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostContractTest {
    private static final String EXPECTED = "matrix.txt";

    private final Matrix matrix = new Matrix();
    private final List<Subject> subjects = new ArrayList<>();

    @TempDir
    static Path simulated;

    /** Opens one kind of host. */
    private interface Opening {
        Driver open() throws Exception;
    }

    @BeforeAll
    void openAll() throws Exception {
        add("test:///default", LibvirtDriver::test);
        add("qemu", LibvirtDriver::qemu);
        add("simulator", () -> new SimulatedDriver(simulated));
    }

    private void add(String name, Opening opening) throws Exception {
        try {
            subjects.add(new Subject(opening.open()));
            matrix.driver(name);
        } catch (HypervisorException e) {
            matrix.away(name);
            Needs.miss("libvirt", name + " is not under the contract, because it is not here: " + e.getMessage());
        }
    }

    @TestFactory
    Stream<DynamicContainer> contract() {
        return subjects.stream()
                .map(subject -> DynamicContainer.dynamicContainer(
                        subject.driver().name(),
                        behaviours()
                                .map(behaviour -> DynamicTest.dynamicTest(
                                        behaviour.area() + ": " + behaviour.name(), () -> check(behaviour, subject)))));
    }

    private static Stream<Behaviour> behaviours() {
        return Stream.of(Lives.all(), Stores.all(), Devices.all(), Stays.all()).flatMap(all -> all);
    }

    private void check(Behaviour behaviour, Subject subject) throws Exception {
        var driver = subject.driver().name();
        matrix.failed(behaviour, driver);
        try {
            behaviour.check().on(subject);
            matrix.passed(behaviour, driver);
        } catch (NotOffered e) {
            matrix.notOffered(behaviour, driver);
        } finally {
            subject.tidy();
        }
    }

    @AfterAll
    void compareAndClose() throws Exception {
        try {
            for (var subject : subjects) {
                subject.close();
            }
        } finally {
            compare();
        }
    }

    private void compare() throws IOException {
        var lines = matrix.lines();
        lines.forEach(System.out::println);
        Files.write(Files.createDirectories(Path.of("target/contract")).resolve(EXPECTED), lines);
        try (var committed = HostContractTest.class.getResourceAsStream(EXPECTED)) {
            var expected = committed == null
                    ? List.of("")
                    : new String(committed.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            assertThat(matrix.differences(expected))
                    .as("cells that are not as in " + EXPECTED)
                    .isEmpty();
        }
    }
}
