package io.oriel.broker.api;

import io.oriel.pool.ImageUpload;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Takes images in, as fast as they can be stored and never into memory. Blocks, on virtual threads.
 *
 * @param directory where an image waits while it is looked at; on a disk with room for it
 */
public record Uploads(Path directory) {
    /** So much of a refused image is still read and thrown away: who is cut off while sending sees no answer. */
    private static final long PATIENCE = 256L << 20;

    private static final Scheduler VIRTUAL =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "uploads");

    /** Takes an image in and has it used; what was stored is deleted in the end, however that is. */
    <T> T receive(Flux<DataBuffer> image, Supplier<ImageUpload> begin, Function<Path, T> use) {
        try (var intake = new Intake(begin)) {
            each(image, DataBuffer.class, intake::take, DataBufferUtils::release);
            return intake.use(use);
        }
    }

    /**
     * Takes one after the other, in their order.
     *
     * @param take says whether it goes on
     * @param release for those that nobody takes any more
     */
    public static <E> void each(Flux<E> all, Class<E> type, Predicate<E> take, Consumer<E> release) {
        all.publishOn(VIRTUAL, 1).takeWhile(take).doOnDiscard(type, release).blockLast();
    }

    /** One image, from its first byte to its use. */
    public static final class Intake implements AutoCloseable {
        private final Supplier<ImageUpload> begin;
        private @Nullable ImageUpload upload;
        private @Nullable RuntimeException refusal;
        private long wasted;

        /** @param begin asked when the first bytes are there, and before they are looked at */
        public Intake(Supplier<ImageUpload> begin) {
            this.begin = begin;
        }

        /** Takes what comes next, and releases it; false when no more is to be read. */
        public boolean take(DataBuffer buffer) {
            try {
                if (refusal == null) {
                    store(buffer);
                } else {
                    wasted += buffer.readableByteCount();
                }
            } catch (RuntimeException e) {
                refusal = e; // told by use, when the sender is ready to listen
            } finally {
                DataBufferUtils.release(buffer);
            }
            return wasted <= PATIENCE;
        }

        private void store(DataBuffer buffer) {
            var to = upload == null ? begin.get() : upload;
            upload = to;
            try (var parts = buffer.readableByteBuffers()) {
                parts.forEachRemaining(to::take);
            }
        }

        /** Has it used, when all of it has come; throws what it was refused for. */
        public <T> T use(Function<Path, T> use) {
            if (refusal != null) {
                throw refusal;
            }
            var whole = upload == null ? begin.get() : upload;
            upload = whole;
            return use.apply(whole.end());
        }

        @Override
        public void close() {
            if (upload != null) {
                upload.close();
            }
        }
    }
}
