package io.oriel.loadtest.bench.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Promise;
import io.oriel.display.relay.Splice;
import io.oriel.display.relay.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;

/** SPICE and browser clients of a proxy, in this JVM. */
public final class Clients implements AutoCloseable {
    static final String ORIGIN = "https://bench.example.org";
    private static final int LARGEST_FRAME = 16 * 1024 * 1024;
    private static final int RFB_PREFIX = 8;
    private static final long PATIENCE_MILLIS = 20_000;

    private final Transport transport = Transport.best();
    private final EventLoopGroup loops = transport.group(1, "clients");
    private final SslContext tls;

    public Clients(BenchTls tls) throws IOException {
        this.tls = tls.forClients();
    }

    EventLoopGroup loops() {
        return loops;
    }

    SslHandler secure(Channel channel, int port) {
        return tls.newHandler(channel.alloc(), "localhost", port);
    }

    Bootstrap bootstrap() {
        return new Bootstrap()
                .group(loops)
                .channel(transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Splice.WATER_MARKS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Splice.receiveBuffers());
    }

    /** A link of a SPICE session. @param session 0 for a new one's main channel */
    Link spice(int port, boolean secured, int session, int type, String secret)
            throws IOException, InterruptedException, GeneralSecurityException {
        var link = open(port, secured, 0);
        var hello = Consoles.little(new byte[42]).put("REDQ".getBytes(StandardCharsets.US_ASCII));
        hello.putInt(2).putInt(2).putInt(26).putInt(session).put((byte) type).put((byte) 0);
        hello.putInt(1).putInt(1).putInt(18).putInt(0xd).putInt(type == Consoles.DISPLAY ? 0x1052 : 1);
        link.write(hello.array());
        var reply = link.read(Consoles.little(link.read(16)).getInt(12));
        var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA")
                        .generatePublic(new X509EncodedKeySpec(Arrays.copyOfRange(reply, 4, 166))));
        var shown = cipher.doFinal((secret + "\0").getBytes(StandardCharsets.US_ASCII));
        link.write(Consoles.little(new byte[132]).putInt(1).put(shown).array());
        int result = Consoles.little(link.read(4)).getInt();
        if (result != 0) {
            throw new IOException("link refused: " + result);
        }
        if (type == Consoles.MAIN) {
            link.read(38);
        }
        return link;
    }

    private Link open(int port, boolean secured, int prefix) throws InterruptedException {
        var channel = bootstrap()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        if (secured) {
                            fresh.pipeline().addLast(secure(fresh, port));
                        }
                        fresh.pipeline().addLast(new Link(fresh, prefix));
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        return channel.pipeline().get(Link.class);
    }

    /** A browser's RFB connection, up to where messages may come. @param ticket shown first, where one is asked for */
    Link browser(int port, boolean secured, Optional<String> ticket) throws IOException, InterruptedException {
        var upgraded = new DefaultPromise<Void>(loops.next());
        var channel = bootstrap()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        if (secured) {
                            fresh.pipeline().addLast(secure(fresh, port));
                        }
                        fresh.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(8_192),
                                        new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                                                .webSocketUri(URI.create(
                                                        (secured ? "wss" : "ws") + "://localhost:" + port + "/rfb"))
                                                .customHeaders(new DefaultHttpHeaders().add("Origin", ORIGIN))
                                                .maxFramePayloadLength(LARGEST_FRAME)
                                                .build()),
                                        new Messages(upgraded),
                                        new Link(fresh, RFB_PREFIX));
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        if (!upgraded.await(PATIENCE_MILLIS) || !upgraded.isSuccess()) {
            throw new IOException("no WebSocket", upgraded.cause());
        }
        ticket.ifPresent(text -> channel.writeAndFlush(new TextWebSocketFrame(text)));
        var link = channel.pipeline().get(Link.class);
        link.write(link.read(12));
        int offered = link.read(1)[0];
        boolean password = link.read(offered)[0] == 2;
        link.write(new byte[] {(byte) (password ? 2 : 1)});
        if (password) {
            link.write(link.read(16));
        }
        link.read(4);
        link.write(new byte[] {1});
        return link;
    }

    /** Bytes out of and into binary messages. */
    private static final class Messages extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
        private final Promise<Void> upgraded;

        Messages(Promise<Void> upgraded) {
            this.upgraded = upgraded;
        }

        @Override
        protected void encode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) {
            out.add(new BinaryWebSocketFrame(bytes.retain()));
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
            out.add(frame.content().retain());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                upgraded.setSuccess(null);
            }
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully();
    }
}
