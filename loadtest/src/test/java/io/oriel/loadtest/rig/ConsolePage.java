package io.oriel.loadtest.rig;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The WebSocket of a browser's console: shows a ticket and notes what comes back first, and when. */
public final class ConsolePage implements WebSocket.Listener, AutoCloseable {
    private static final int SECONDS = 20;

    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final CompletableFuture<Heard> first = new CompletableFuture<>();
    private final CompletableFuture<Answer.Closed> end = new CompletableFuture<>();

    ConsolePage() {}

    /** What the gateway answered. */
    public sealed interface Answer {
        /** A display: the first bytes of it, as text. */
        record Display(String greeting) implements Answer {}

        /** The end. */
        record Closed(int code, String reason) implements Answer {}
    }

    private record Heard(Answer answer, long nanos) {}

    /** An answer, and when by {@link System#nanoTime} the ticket was sent and the answer came. */
    public record Shown(Answer answer, long sent, long answered) {
        /** Whether there was a moment at which both tickets were on their way. */
        public boolean overlaps(Shown other) {
            return sent - other.answered < 0 && other.sent - answered < 0;
        }
    }

    /** Sends the ticket and waits for the answer. */
    public Shown show(String ticket) throws Exception {
        var open = socket.get(SECONDS, TimeUnit.SECONDS);
        long sent = System.nanoTime();
        open.sendText(ticket, true).get(SECONDS, TimeUnit.SECONDS);
        var heard = first.get(SECONDS, TimeUnit.SECONDS);
        return new Shown(heard.answer(), sent, heard.nanos());
    }

    /** How the gateway ends it; waits for that. */
    public Answer.Closed ended() throws Exception {
        return end.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened);
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer bytes, boolean last) {
        long now = System.nanoTime();
        var text = StandardCharsets.US_ASCII.decode(bytes).toString();
        first.complete(new Heard(new Answer.Display(text), now));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        var closed = new Answer.Closed(code, reason);
        first.complete(new Heard(closed, System.nanoTime()));
        end.complete(closed);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        first.completeExceptionally(error);
        end.completeExceptionally(error);
    }

    /** Returns when the gateway has ended it too. */
    @Override
    public void close() throws Exception {
        var open = socket.get(SECONDS, TimeUnit.SECONDS);
        try {
            if (!end.isDone()) {
                open.sendClose(WebSocket.NORMAL_CLOSURE, "").get(SECONDS, TimeUnit.SECONDS);
                end.get(SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            // it was cut instead of closed: as over as it can be
        } finally {
            open.abort();
        }
    }
}
