package io.oriel.loadtest.bench.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.oriel.display.relay.Splice;
import io.oriel.display.relay.Transport;
import io.oriel.display.rig.Qemu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Optional;

/** SPICE and VNC servers that take any password and then obey {@link Commands}; in this JVM. */
public final class Consoles implements AutoCloseable {
    /** The number that main channels tell, and other channels show. */
    static final int SESSION = 0x5eed1234;

    static final int MAIN = 1;
    static final int DISPLAY = 2;
    private static final int RFB_PREFIX = 8;

    private final Transport transport = Transport.best();
    private final EventLoopGroup loops = transport.group(1, "consoles");
    private final byte[] publicKey;
    private final int plain;
    private final int secured;
    private final int vnc;

    public Consoles(BenchTls tls) throws IOException, GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        publicKey = generator.generateKeyPair().getPublic().getEncoded();
        plain = listen(Optional.empty(), 0, this::spice);
        secured = listen(Optional.of(tls.forConsoles()), 0, this::spice);
        vnc = listen(Optional.empty(), RFB_PREFIX, Consoles::rfb);
    }

    /** SPICE without TLS. */
    public int plain() {
        return plain;
    }

    /** SPICE over TLS. */
    public int secured() {
        return secured;
    }

    /** RFB without TLS, with a password. */
    public int vnc() {
        return vnc;
    }

    @FunctionalInterface
    private interface Handshake {
        void of(Link link) throws IOException, InterruptedException;
    }

    private int listen(Optional<SslContext> tls, int prefix, Handshake handshake) throws IOException {
        int port = Qemu.freePort();
        new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Splice.WATER_MARKS)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Splice.receiveBuffers())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> {
                            var secure = context.newHandler(channel.alloc());
                            secure.setWrapDataSize(0); // a message is a record, as spice-server makes them
                            channel.pipeline().addLast(secure);
                        });
                        var link = new Link(channel, prefix);
                        channel.pipeline().addLast("link", link);
                        Thread.startVirtualThread(() -> begin(link, prefix, handshake));
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly();
        return port;
    }

    private static void begin(Link link, int prefix, Handshake handshake) {
        try {
            handshake.of(link);
            link.channel().eventLoop().execute(() -> {
                if (link.channel().isActive()) {
                    link.channel().pipeline().replace("link", "commands", new Commands(prefix));
                }
            });
        } catch (IOException | InterruptedException gone) {
            link.channel().close();
        }
    }

    private void spice(Link link) throws IOException, InterruptedException {
        var head = little(link.read(16));
        int type = link.read(head.getInt(12))[4];
        var reply = little(new byte[202]);
        reply.put("REDQ".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(2)
                .putInt(186);
        reply.putInt(0).put(publicKey).putInt(1).putInt(1).putInt(178);
        reply.putInt(0xb).putInt(type == MAIN ? 0xf : type == DISPLAY ? 0x1052 : 1);
        link.write(reply.array());
        link.read(4 + 128);
        link.write(new byte[4]);
        if (type == MAIN) {
            link.write(little(new byte[38])
                    .putShort((short) 103)
                    .putInt(32)
                    .putInt(SESSION)
                    .array());
        }
    }

    private static void rfb(Link link) throws IOException, InterruptedException {
        link.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        link.read(12);
        link.write(new byte[] {1, 2});
        link.read(1);
        link.write(new byte[16]);
        link.read(16);
        link.write(new byte[4]);
        link.read(1);
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        loops.shutdownGracefully();
    }
}
