package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stream behind the desktops page. */
class LiveStreamTest {
    private static Rig rig;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("lotte", "Lotte Live");
    }

    @Test
    void aChangeArrivesAsAWholeFragment() throws InterruptedException {
        // Given
        var lines = open(Visitor.loggedIn(rig, "lotte"));
        assertThat(until(lines, "event:desktops")).isTrue();
        assertThat(until(lines, "No desktop yet")).isTrue();

        // When
        rig.pool("lively", 1, 1, "lotte");

        // Then
        assertThat(until(lines, "lively")).isTrue();
        assertThat(until(lines, "1 ready now")).isTrue();
    }

    @Test
    void aQuietStreamTicks() throws InterruptedException {
        // Given
        var lines = open(Visitor.loggedIn(rig, "lotte"));

        // Then
        assertThat(until(lines, "event:tick")).isTrue();
    }

    @Test
    void whoIsNotLoggedInIsToldToLoadThePage() throws InterruptedException {
        // Given
        var lines = open(new Visitor(rig));

        // Then
        assertThat(until(lines, "event: over")).isTrue();
    }

    private static LinkedBlockingQueue<String> open(Visitor visitor) {
        var lines = new LinkedBlockingQueue<String>();
        var _ = Thread.ofVirtual().start(() -> {
            try (Stream<String> body = visitor.stream("/desktops/stream").body()) {
                body.forEach(lines::add);
            } catch (UncheckedIOException e) {
                lines.add("ended");
            }
        });
        return lines;
    }

    private static boolean until(LinkedBlockingQueue<String> lines, String text) throws InterruptedException {
        var deadline = System.nanoTime() + Rig.patience().toNanos();
        while (System.nanoTime() < deadline) {
            var line = lines.poll(1, TimeUnit.SECONDS);
            if (line != null && line.contains(text)) {
                return true;
            }
        }
        return false;
    }
}
