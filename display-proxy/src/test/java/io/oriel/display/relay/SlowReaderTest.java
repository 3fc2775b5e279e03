package io.oriel.display.relay;

import static io.oriel.display.rig.TestGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.FakeSpiceConsole.Manner;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts send as fast as they can, clients read slowly or not at all. */
class SlowReaderTest {
    private static final int STALLED = 8;
    /** Above the high water mark: what one read brings, and the same once more while it is encrypted. */
    private static final long OF_ONE = 2L * 1024 * 1024;

    private static final long SENT = (Boolean.getBoolean("oriel.long") ? 1_024L : 64L) * 1024 * 1024;
    private static final int PIECE = 256 * 1024;

    @TempDir
    Path directory;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static long used() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private SpiceTestClient flooded(String ticket) throws IOException {
        var display = new SpiceTestClient(gateway.secure());
        display.link(FakeSpiceConsole.SESSION, SpiceTestClient.DISPLAY).show(ticket);
        assertThat(display.result()).isZero();
        return display;
    }

    private SpiceTestClient main(String ticket) throws IOException {
        var main = new SpiceTestClient(gateway.secure());
        main.link(0, SpiceTestClient.MAIN).show(ticket);
        assertThat(main.result()).isZero();
        main.init();
        return main;
    }

    @Test
    void A25_clientsThatReadNothingCostNoMoreThanTheWaterMarksEach() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.FLOOD)) {
            var ticket = gateway.ticket(console::open).value();
            try (var main = main(ticket)) {
                // Given
                long before = used();
                var stalled = new ArrayList<SpiceTestClient>();
                try {
                    // When
                    for (int i = 0; i < STALLED; i++) {
                        stalled.add(flooded(ticket));
                    }
                    untilNothingMoves(console);
                    // Then
                    assertThat(used() - before).isLessThan(STALLED * OF_ONE);
                } finally {
                    for (var each : stalled) {
                        each.close();
                    }
                }
                assertThat(main).isNotNull();
            }
        }
    }

    @Test
    void A25_aClientThatReadsSlowlyGetsEverythingThroughBoundedMemory() throws Exception {
        try (var console = new FakeSpiceConsole(Manner.FLOOD)) {
            var ticket = gateway.ticket(console::open).value();
            try (var main = main(ticket);
                    var slow = flooded(ticket)) {
                // Given
                long before = used();
                long most = 0;
                // When: the host is always faster
                for (long read = 0; read < SENT; read += PIECE) {
                    assertThat(slow.read(PIECE)).hasSize(PIECE);
                    most = Math.max(most, used() - before);
                }
                // Then
                assertThat(most).isLessThan(4 * OF_ONE);
                assertThat(main).isNotNull();
            }
        }
    }

    private static void untilNothingMoves(FakeSpiceConsole console) {
        long before;
        do {
            before = console.sent();
            long seen = before;
            var quietUntil = System.nanoTime() + 1_000_000_000L;
            eventually(() -> console.sent() != seen || System.nanoTime() > quietUntil);
        } while (console.sent() != before);
    }
}
