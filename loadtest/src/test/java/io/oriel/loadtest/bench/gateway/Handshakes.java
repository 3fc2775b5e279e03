package io.oriel.loadtest.bench.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Full TLS handshakes, each with one request that the proxy itself answers: only then has its side of the handshake ended,
 * and neither a console nor a ticket is part of the figure.
 */
public final class Handshakes {
    private static final int AT_ONCE = 8;
    private static final String REQUEST = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Clients clients;

    public Handshakes(Clients clients) {
        this.clients = clients;
    }

    /** Processor microseconds of each of so many. */
    public Map<String, Double> of(Contestant contestant, int count) throws Exception {
        var running = new Semaphore(AT_ONCE);
        var whole = new AtomicInteger();
        double before = contestant.cpu();
        for (int i = 0; i < count; i++) {
            take(running, 1, contestant);
            one(contestant.port(), whole).whenComplete((_, _) -> running.release());
        }
        take(running, AT_ONCE, contestant);
        if (whole.get() != count) {
            throw new IOException(contestant.name() + ": " + whole + " full handshakes of " + count);
        }
        return Map.of(Load.CPU, (contestant.cpu() - before) * 1e6 / count);
    }

    private static void take(Semaphore running, int permits, Contestant contestant)
            throws IOException, InterruptedException {
        if (!running.tryAcquire(permits, Patience.ENOUGH.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException(contestant.name() + " does not answer after the handshake");
        }
    }

    private CompletableFuture<Void> one(int port, AtomicInteger whole) {
        var answered = new CompletableFuture<Void>();
        clients.bootstrap()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(clients.secure(channel, port), new Asking(whole));
                    }
                })
                .connect("127.0.0.1", port)
                .channel()
                .closeFuture()
                .addListener(_ -> answered.complete(null));
        return answered;
    }

    private static final class Asking extends ChannelInboundHandlerAdapter {
        private final AtomicInteger whole;
        private boolean resumed;

        Asking(AtomicInteger whole) {
            this.whole = whole;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent end && end.isSuccess()) {
                var engine = (ReferenceCountedOpenSslEngine)
                        ctx.pipeline().get(SslHandler.class).engine();
                resumed = SSL.isSessionReused(engine.sslPointer());
                ctx.writeAndFlush(Unpooled.copiedBuffer(REQUEST, StandardCharsets.US_ASCII), ctx.voidPromise());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            if (!resumed) {
                whole.incrementAndGet();
                resumed = true; // counted once
            }
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
