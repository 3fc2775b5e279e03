package io.oriel.display.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oriel.display.relay.Relays;
import io.oriel.display.rig.Chunks;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.TicketKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a stranger's first bytes are, only a CONNECT to ourselves is answered with 200. {@code JAZZER_FUZZ=1} searches. */
class ListenFuzzTest {
    private static final String OURSELVES = "desk.example.org:8444";

    @TempDir
    static Path directory;

    @FuzzTest(maxDuration = "2m")
    void A11_firstBytes(FuzzedDataProvider data) throws Exception {
        var said = data.consumeBytes(6_000);
        var pem = new TestCertificates(directory).server("gateway");
        var channel = new EmbeddedChannel();
        try (var keys = new TicketKeys()) {
            var relay = Relays.accept(channel);
            var tls = new GatewayTls(pem, pem, Relays.TRANSPORT.tls());
            new Doors(relay, tls, keys, new SpiceCapabilities(), Set.of(OURSELVES)).open(channel, true);
            for (int at = 0; at < said.length && channel.isOpen(); at += 61) {
                channel.writeInbound(Unpooled.copiedBuffer(said, at, Math.min(61, said.length - at)));
            }
            var answer = new StringBuilder();
            for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
                answer.append(next.toString(StandardCharsets.US_ASCII));
                next.release();
            }
            if (answer.indexOf("200") >= 0) {
                assertThat(new String(said, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT))
                        .startsWith("connect " + OURSELVES + " http/1.");
            }
        } finally {
            Chunks.end(channel);
        }
    }
}
