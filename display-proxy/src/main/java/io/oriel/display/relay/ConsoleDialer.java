package io.oriel.display.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.ConsoleTarget;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Dials consoles. Refuses what no console may be: a port outside 5900–6923, and a plain connection to anywhere but
 * loopback. Any thread; the channel lives on the event loop it is asked for.
 */
public final class ConsoleDialer implements AutoCloseable {
    /** From dialling until the console has accepted the password. */
    static final long DEADLINE_MILLIS = 5_000;

    private static final int LOWEST_PORT = 5900;
    private static final int HIGHEST_PORT = 6923;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1");
    private static final int MOST_PINS = 4_096;

    private final Transport transport;
    private final DnsAddressResolverGroup names;
    private final ConcurrentHashMap<String, ConsoleTls> byPin = new ConcurrentHashMap<>();

    public ConsoleDialer(Transport transport) {
        this.transport = transport;
        this.names = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(transport.datagramChannel())
                .queryTimeoutMillis(TimeUnit.SECONDS.toMillis(2)));
    }

    /** Why this target is not dialled at all; empty when it may be. */
    Optional<CloseReason> objection(ConsoleTarget target) {
        if (target.port() < LOWEST_PORT || target.port() > HIGHEST_PORT) {
            return Optional.of(CloseReason.CONSOLE_UNREACHABLE);
        }
        return target.pin().isEmpty() && !LOOPBACK.contains(target.address())
                ? Optional.of(CloseReason.CONSOLE_UNTRUSTED)
                : Optional.empty();
    }

    /**
     * Dials.
     *
     * @param speak fills the channel's pipeline before it is connected
     * @param failed called on the event loop when there is no connection
     */
    void dial(
            EventLoop loop,
            ConsoleTarget target,
            BiConsumer<Channel, Optional<ConsoleTls>> speak,
            Consumer<Throwable> failed) {
        new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .resolver(names)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) DEADLINE_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Splice.WATER_MARKS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Splice.receiveBuffers())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        speak.accept(channel, tls(target));
                    }
                })
                .connect(InetSocketAddress.createUnresolved(target.address(), target.port()))
                .addListener(done -> {
                    var cause = done.cause();
                    if (cause != null) {
                        failed.accept(cause);
                    }
                });
    }

    private Optional<ConsoleTls> tls(ConsoleTarget target) {
        if (target.pin().isEmpty()) {
            return Optional.empty();
        }
        if (byPin.size() > MOST_PINS) {
            byPin.clear(); // only a cache: a host has one key, and hosts are few
        }
        return Optional.of(byPin.computeIfAbsent(target.pin(), this::contextFor));
    }

    private ConsoleTls contextFor(String pin) {
        try {
            return new ConsoleTls(SslContextBuilder.forClient()
                    .sslProvider(transport.tls())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .trustManager(new PinnedTrust(pin))
                    .endpointIdentificationAlgorithm(null)
                    .build());
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS client context", e);
        }
    }

    @Override
    public void close() {
        names.close();
    }
}
