package io.oriel.display.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;

/** However a stream of lines is cut, its lines are the same. {@code JAZZER_FUZZ=1} searches for one that is not. */
class ControlFuzzTest {
    private static final int LONGEST = 64;

    @FuzzTest(maxDuration = "2m")
    void lines(FuzzedDataProvider data) {
        var splitter = new LineSplitter(LONGEST);
        var whole = new StringBuilder();
        var lines = new ArrayList<String>();
        try {
            while (data.remainingBytes() > 0) {
                var piece = data.consumeAsciiString(16);
                whole.append(piece);
                lines.addAll(splitter.add(piece));
            }
        } catch (IllegalStateException tooLong) {
            assertThat(whole.length()).isGreaterThan(LONGEST);
        }
        assertThat(whole.toString()).startsWith(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }
}
