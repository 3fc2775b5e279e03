package io.oriel.display.spice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WholeRecordsTest {
    private static final int RECORD = 16 * 1024;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Whatever the reads and the flushes: the same bytes come out, and a client like spice-gtk never stands still. */
    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void aClientThatOverlooksDecryptedBytesReadsEveryWholeMessage(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var head = new SpiceHead(random.nextBoolean());
        var stream = messages(head, random);
        var expected = stream.copy();
        var channel = new EmbeddedChannel(new WholeRecords(head));
        var client = new Client(head);
        var out = Unpooled.buffer();
        // When
        while (stream.isReadable()) {
            int reads = 1 + random.nextInt(6);
            for (int i = 0; i < reads && stream.isReadable(); i++) {
                int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 60_000 : 900);
                channel.pipeline().fireChannelRead(stream.readRetainedSlice(Math.min(length, stream.readableBytes())));
            }
            channel.pipeline().fireChannelReadComplete();
            for (ByteBuf write = channel.readInbound(); write != null; write = channel.readInbound()) {
                out.writeBytes(write.duplicate());
                client.receive(write);
            }
            client.read();
            // Then
            assertThat(client.overlooks()).isFalse();
        }
        assertThat(out).isEqualTo(expected);
        stream.release();
        assertThat(stream.refCnt()).isZero();
    }

    @Test
    void smallMessagesOfOneReadLoopShareARecord() {
        // Given
        var head = new SpiceHead(true);
        var channel = new EmbeddedChannel(new WholeRecords(head));
        // When
        for (int i = 0; i < 50; i++) {
            channel.pipeline()
                    .fireChannelRead(
                            Unpooled.buffer().writeShortLE(1).writeIntLE(94).writeZero(94));
        }
        channel.pipeline().fireChannelReadComplete();
        // Then
        assertThat(List.of(length(channel), length(channel))).containsExactly(4_900, 100);
        assertThat(channel.<ByteBuf>readInbound()).isNull();
    }

    private static int length(EmbeddedChannel channel) {
        ByteBuf write = channel.readInbound();
        try {
            return write.readableBytes();
        } finally {
            write.release();
        }
    }

    private static ByteBuf messages(SpiceHead head, SplittableRandom random) {
        var stream = Unpooled.buffer();
        for (int i = 0; i < 120; i++) {
            int size = random.nextInt(5) == 0 ? random.nextInt(50_000) : random.nextInt(400);
            stream.writeZero(head.length());
            head.resize(stream, stream.writerIndex() - head.length(), size);
            var body = new byte[size];
            random.nextBytes(body);
            stream.writeBytes(body);
        }
        return stream;
    }

    /** Reads a message only while a record is there of which it has not taken anything; in a message it waits for more. */
    private static final class Client {
        private final SpiceHead head;
        private final Queue<ByteBuf> records = new ArrayDeque<>();
        private final ByteBuf decrypted = Unpooled.buffer();

        Client(SpiceHead head) {
            this.head = head;
        }

        void receive(ByteBuf write) {
            while (write.isReadable()) {
                records.add(write.readBytes(Math.min(RECORD, write.readableBytes())));
            }
            write.release();
        }

        void read() {
            boolean inMessage = decrypted.isReadable();
            while (inMessage || !records.isEmpty()) {
                while (!whole() && !records.isEmpty()) {
                    var record = records.remove();
                    decrypted.writeBytes(record);
                    record.release();
                }
                if (!whole()) {
                    return;
                }
                decrypted.skipBytes(head.length() + (int) head.size(decrypted, decrypted.readerIndex()));
                inMessage = false;
            }
        }

        private boolean whole() {
            return decrypted.readableBytes() >= head.length()
                    && decrypted.readableBytes() - head.length() >= head.size(decrypted, decrypted.readerIndex());
        }

        boolean overlooks() {
            return whole();
        }
    }
}
