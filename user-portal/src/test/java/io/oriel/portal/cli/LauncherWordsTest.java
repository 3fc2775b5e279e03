package io.oriel.portal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** People type {@code ./oriel vm …}: the launcher has to know every word of the command line. */
class LauncherWordsTest {
    private static final Pattern PASSED_ON = Pattern.compile("login \\| logout[^)]*\\)");

    @Test
    void theLauncherPassesEveryWordOn() throws IOException {
        // Given
        var script = Files.readString(Path.of("../oriel"));

        // When
        var passed =
                PASSED_ON.matcher(script).results().findFirst().orElseThrow().group();

        // Then
        assertThat(Arrays.stream(passed.split("[^a-z]+")))
                .containsAll(new CommandLine(new OrielCli()).getSubcommands().keySet());
    }
}
