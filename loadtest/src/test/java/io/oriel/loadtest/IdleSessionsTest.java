package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.DisplayProtocol;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.rig.Crowds;
import io.oriel.loadtest.rig.LoneGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many idle people on one gateway process: 300, and with {@code -Doriel.long} 9,000. */
class IdleSessionsTest {
    private static final int EACH = Boolean.getBoolean("oriel.long") ? 4_500 : 150;

    @TempDir
    Path directory;

    @Test
    void oneProcessCarriesThemAllAndServesOneMore() throws Exception {
        try (var gateway = new LoneGateway(directory);
                var crowds = new Crowds(gateway)) {
            // When
            crowds.sit(DisplayProtocol.SPICE, EACH);
            crowds.sit(DisplayProtocol.RFB, EACH);
            // Then
            Await.until("all are known", Duration.ofMinutes(2), () -> gateway.sessions() == 2 * EACH);
            crowds.sit(DisplayProtocol.RFB, 1);
            assertThat(gateway.sessions()).isEqualTo(2 * EACH + 1);
            Await.until(
                    "the control plane knows them",
                    Duration.ofMinutes(2),
                    () -> gateway.grants().open() == 2 * EACH + 1);
            // When
            crowds.close();
            // Then: nothing of them stays
            Await.until("all have left", Duration.ofMinutes(2), () -> gateway.sessions() == 0);
            Await.until(
                    "their ends are told",
                    Duration.ofMinutes(2),
                    () -> gateway.grants().open() == 0);
        }
    }
}
