package io.oriel.display;

import static io.oriel.display.rig.TestGateway.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.FakeVncConsole;
import io.oriel.display.rig.Hex;
import io.oriel.display.rig.RfbTestClient;
import io.oriel.display.rig.SpiceTestClient;
import io.oriel.display.rig.TestGateway;
import io.oriel.display.rig.WebSocketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Many connections and many messages leave nothing behind: 200 and 20,000, with {@code -Doriel.long} 100,000 and ten
 * million. Every buffer is watched by the paranoid leak detector.
 */
class SoakTest {
    private static final boolean LONG = Boolean.getBoolean("oriel.long");
    private static final int CONNECTS = LONG ? 100_000 : 200;
    private static final int MESSAGES = LONG ? 10_000_000 : 20_000;
    private static final int AT_ONCE = 8;
    private static final int IN_ONE_WRITE = 500;
    /** A key goes down: 10 bytes with a mini header, 8 in RFB. */
    private static final byte[] SPICE_KEY = Hex.bytes("6500 04000000 1e000000");

    private static final byte[] RFB_KEY = Hex.bytes("04 01 0000 00000061");

    /** The JVM's own files come and go. */
    private static final int FEW_DESCRIPTORS = 8;

    @TempDir
    Path directory;

    private TestGateway gateway;
    private FakeSpiceConsole spice;
    private FakeVncConsole vnc;
    private ConsoleTarget spiceTarget;
    private final List<String> leaks = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            leaks.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void start() throws Exception {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        listener.start();
        leakLog().addAppender(listener);
        gateway = new TestGateway(directory);
        gateway.grants().forget();
        spice = new FakeSpiceConsole(FakeSpiceConsole.Manner.TRUST);
        spiceTarget = spice.open();
        vnc = new FakeVncConsole();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        spice.close();
        vnc.close();
        leakLog().detachAppender(listener);
    }

    private static Logger leakLog() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }

    @Test
    void connectionsLeaveNoBufferNoDescriptorAndNoGrantBehind() throws Exception {
        // Given: everything that is opened once is open
        connect(0, 2 * AT_ONCE);
        nothingIsOpen();
        long before = descriptors();
        // When
        connect(0, CONNECTS);
        // Then
        nothingIsOpen();
        eventually(() -> descriptors() <= before + FEW_DESCRIPTORS);
        noLeaks();
        assertThat(Arrays.stream(CloseReason.values())
                        .mapToLong(gateway::closed)
                        .sum())
                .isEqualTo(gateway.proxy().counters().accepted());
    }

    private void connect(int from, int to) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var ends = new ArrayList<Future<?>>();
            for (int i = from; i < to; i++) {
                int number = i;
                ends.add(threads.submit(() -> {
                    visit(number);
                    return true;
                }));
            }
            for (var end : ends) {
                end.get();
            }
        }
    }

    /** Of ten, one throws garbage, one leaves after TLS, one shows no ticket of ours, two speak SPICE, five RFB. */
    private void visit(int number) throws IOException {
        switch (number % 10) {
            case 0 -> {
                try (var socket = gateway.connect()) {
                    socket.getOutputStream().write(SPICE_KEY);
                    socket.getInputStream().readAllBytes();
                }
            }
            case 1 -> gateway.secure().close();
            case 2 -> {
                try (var client = new SpiceTestClient(gateway.secure())) {
                    client.link(0, SpiceTestClient.MAIN).show("t".repeat(43));
                    client.awaitEnd();
                }
            }
            case 3, 4 -> {
                var ticket = gateway.ticket(() -> spiceTarget).value();
                try (var main = main(ticket);
                        var inputs = inputs(ticket)) {
                    inputs.write(SPICE_KEY);
                    assertThat(inputs.read(SPICE_KEY.length)).isEqualTo(SPICE_KEY);
                    assertThat(main).isNotNull();
                }
            }
            default -> {
                try (var web = browser()) {
                    web.binary(RFB_KEY);
                }
            }
        }
    }

    @Test
    void messagesLeaveNoBufferBehindAndNoneIsLost() throws Exception {
        var ticket = gateway.ticket(() -> spiceTarget).value();
        try (var main = main(ticket);
                var inputs = inputs(ticket);
                var web = browser()) {
            var spiceKeys = times(SPICE_KEY);
            var rfbKeys = times(RFB_KEY);
            long before = vnc.received();
            // When
            for (int sent = 0; sent < MESSAGES; sent += 2 * IN_ONE_WRITE) {
                inputs.write(spiceKeys);
                web.binary(rfbKeys);
                assertThat(inputs.read(spiceKeys.length)).isEqualTo(spiceKeys);
            }
            // Then
            long expected = (long) MESSAGES / 2 * RFB_KEY.length;
            eventually(() -> vnc.received() - before == expected);
            assertThat(gateway.proxy().sessions().toDesktops("inputs"))
                    .isEqualTo((long) MESSAGES / 2 * SPICE_KEY.length);
            assertThat(main).isNotNull();
        }
        nothingIsOpen();
        noLeaks();
    }

    private SpiceTestClient main(String ticket) throws IOException {
        var client = new SpiceTestClient(gateway.secure());
        client.link(0, SpiceTestClient.MAIN).show(ticket);
        assertThat(client.result()).isZero();
        client.init();
        return client;
    }

    private SpiceTestClient inputs(String ticket) throws IOException {
        var client = new SpiceTestClient(gateway.secure());
        client.link(FakeSpiceConsole.SESSION, SpiceTestClient.INPUTS).show(ticket);
        assertThat(client.result()).isZero();
        return client;
    }

    private WebSocketClient browser() throws IOException {
        var web = new WebSocketClient(gateway.secure());
        assertThat(web.upgrade(TestGateway.ORIGIN).status()).isEqualTo(101);
        web.text(gateway.ticket(vnc::open).value());
        new RfbTestClient(web).handshake();
        return web;
    }

    private static byte[] times(byte[] message) {
        var all = ByteBuffer.allocate(IN_ONE_WRITE * message.length);
        for (int i = 0; i < IN_ONE_WRITE; i++) {
            all.put(message);
        }
        return all.array();
    }

    private void nothingIsOpen() {
        eventually(() -> gateway.proxy().sessions().size() == 0);
        eventually(() -> gateway.proxy().sessions().reports().isEmpty());
        eventually(() -> gateway.grants().open() == 0);
    }

    /** A leak is seen when its buffer has been collected and the next one is made. */
    private void noLeaks() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        assertThat(leaks).isEmpty();
    }

    private static long descriptors() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
