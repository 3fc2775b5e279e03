package io.oriel.display.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.oriel.display.relay.Relay;
import io.oriel.display.relay.RelayPeers;
import io.oriel.display.relay.Splice;
import io.oriel.display.relay.Transport;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.TicketKeys;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The listening socket. Closing it refuses new connections and leaves the open ones alone. */
public final class GatewayPort implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final long CERTIFICATE_SECONDS = 30;

    private final Channel server;

    private GatewayPort(Channel server) {
        this.server = server;
    }

    /** What the port needs to know of the outside. @param proxies who may say on whose behalf they connect */
    public record Address(String listen, int port, String publicName, int publicPort, ProxySources proxies) {
        /** The ways a CONNECT may name this gateway. */
        Set<String> authorities() {
            var name = publicName.toLowerCase(Locale.ROOT);
            return Set.of(name + ":" + publicPort, "[" + name + "]:" + publicPort);
        }
    }

    /** Binds. @throws io.netty.channel.ChannelException or an I/O failure when the port cannot be had */
    public static GatewayPort open(
            Transport transport,
            EventLoopGroup loops,
            Address address,
            GatewayTls tls,
            RelayPeers peers,
            TicketKeys keys)
            throws InterruptedException {
        var capabilities = new SpiceCapabilities();
        var ourselves = address.authorities();
        var server = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Splice.WATER_MARKS)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Splice.receiveBuffers())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        var peer = client.remoteAddress().getAddress();
                        boolean announces = address.proxies().trusts(peer);
                        (announces ? Relay.acceptAnnounced(client, peer, peers) : Relay.accept(client, peer, peers))
                                .ifPresentOrElse(
                                        relay -> {
                                            var doors = new Doors(relay, tls, keys, capabilities, ourselves);
                                            if (announces) {
                                                Announced.await(client, relay, doors, peer);
                                            } else {
                                                doors.open(client, true);
                                            }
                                        },
                                        client::close);
                    }
                })
                .bind(new InetSocketAddress(address.listen(), address.port()))
                .sync()
                .channel();
        server.eventLoop()
                .scheduleWithFixedDelay(tls::refresh, CERTIFICATE_SECONDS, CERTIFICATE_SECONDS, TimeUnit.SECONDS);
        return new GatewayPort(server);
    }

    /** The port bound. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
    }
}
