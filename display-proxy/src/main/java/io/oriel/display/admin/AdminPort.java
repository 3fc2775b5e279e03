package io.oriel.display.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** {@code GET /metrics} and {@code GET /health}, on loopback; health is 503 while the gateway drains. */
public final class AdminPort implements AutoCloseable {
    private final Channel server;

    private AdminPort(Channel server) {
        this.server = server;
    }

    /** Binds. */
    public static AdminPort open(
            EventLoopGroup loops,
            Class<? extends ServerSocketChannel> type,
            int port,
            GatewayMetrics metrics,
            BooleanSupplier draining)
            throws InterruptedException {
        return new AdminPort(new ServerBootstrap()
                .group(loops)
                .channel(type)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        client.pipeline()
                                .addLast(new ReadTimeoutHandler(10))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(1_024))
                                .addLast(new Answer(metrics, draining));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel());
    }

    /** The port bound. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final GatewayMetrics metrics;
        private final BooleanSupplier draining;

        Answer(GatewayMetrics metrics, BooleanSupplier draining) {
            this.metrics = metrics;
            this.draining = draining;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            if (!request.method().equals(HttpMethod.GET)) {
                send(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET\n");
                return;
            }
            switch (request.uri()) {
                case "/metrics" -> send(ctx, HttpResponseStatus.OK, metrics.text());
                case "/health" -> {
                    if (draining.getAsBoolean()) {
                        send(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, "draining\n");
                    } else {
                        send(ctx, HttpResponseStatus.OK, "ok\n");
                    }
                }
                default -> send(ctx, HttpResponseStatus.NOT_FOUND, "not found\n");
            }
        }

        private static void send(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
            var body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
