package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeMessagesTest {
    /** Whatever the reads: the same bytes come out, and every end of a message is the end of a piece. */
    @ParameterizedTest
    @CsvSource({"true, 1", "true, 7", "true, 4096", "false, 1", "false, 19", "false, 100000"})
    void noPieceGoesBeyondTheEndOfAMessage(boolean mini, int read) {
        // Given
        var head = new SpiceHead(mini);
        var stream = Unpooled.buffer();
        var ends = new ArrayList<Integer>();
        var random = new Random(read);
        for (int size : List.of(0, 1, 300, 0, 0, 20_000, 5, 17)) {
            stream.writeZero(head.length());
            head.resize(stream, stream.writerIndex() - head.length(), size);
            var body = new byte[size];
            random.nextBytes(body);
            stream.writeBytes(body);
            ends.add(stream.writerIndex());
        }
        var expected = stream.copy();
        var channel = new EmbeddedChannel(new WholeMessages(head));

        // When
        while (stream.isReadable()) {
            channel.writeInbound(stream.readRetainedSlice(Math.min(read, stream.readableBytes())));
        }

        // Then
        var pieces = new ArrayList<Integer>();
        var out = Unpooled.buffer();
        for (ByteBuf piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
            out.writeBytes(piece);
            pieces.add(out.writerIndex());
            piece.release();
        }
        assertThat(out).isEqualTo(expected);
        assertThat(pieces).containsAll(ends);
        stream.release();
        assertThat(stream.refCnt()).isZero();
    }
}
