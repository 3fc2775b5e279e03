package io.oriel.host.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static final Behaviour STARTS = new Behaviour("lifecycle", "starts", _ -> {});
    private static final Behaviour MOVES = new Behaviour("migration", "moves", _ -> {});

    private static Matrix whole() {
        var matrix = new Matrix();
        matrix.driver("qemu");
        matrix.driver("test");
        matrix.passed(STARTS, "qemu");
        matrix.passed(STARTS, "test");
        matrix.passed(MOVES, "qemu");
        matrix.notOffered(MOVES, "test");
        return matrix;
    }

    private final List<String> expected = whole().lines();

    @Test
    void theSameIsNoDifference() {
        assertThat(whole().differences(expected)).isEmpty();
    }

    @Test
    void aCellThatIsNotOfferedAnyMoreIsADifference() {
        // Given
        var matrix = whole();

        // When
        matrix.notOffered(MOVES, "qemu");

        // Then
        assertThat(matrix.differences(expected))
                .containsExactly("migration: moves, qemu: was '✓', is 'not offered by qemu'");
    }

    @Test
    void aBehaviourOrADriverThatIsGoneIsADifference() {
        // Given
        var matrix = new Matrix();
        matrix.driver("qemu");

        // When
        matrix.passed(STARTS, "qemu");

        // Then
        assertThat(matrix.differences(expected))
                .containsExactly("test: the driver is gone", "migration: moves: the behaviour is gone");
    }

    @Test
    void ofADriverThatIsAwayNothingIsExpected() {
        // Given
        var matrix = new Matrix();
        matrix.driver("qemu");
        matrix.away("test");

        // When
        matrix.passed(STARTS, "qemu");
        matrix.passed(MOVES, "qemu");

        // Then
        assertThat(matrix.differences(expected)).isEmpty();
    }

    @Test
    void aNewCellHasToBeWrittenDown() {
        // Given
        var matrix = whole();

        // When
        matrix.passed(MOVES, "test");

        // Then
        assertThat(matrix.differences(expected)).hasSize(1);
    }
}
