package io.oriel.loadtest.bench.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Receipt;
import io.oriel.display.grant.RedeemRequest;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.Reopening;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.grant.Whereabouts;
import io.oriel.display.relay.ConsoleDialer;
import io.oriel.display.relay.Counters;
import io.oriel.display.relay.GatewaySessions;
import io.oriel.display.relay.Limits;
import io.oriel.display.relay.PublicAddress;
import io.oriel.display.relay.Relay;
import io.oriel.display.relay.RelayPeers;
import io.oriel.display.relay.Splice;
import io.oriel.display.relay.Transport;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.TicketKeys;
import io.oriel.display.web.WebDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The gateway's own pump and its own web door behind ports without TLS, which the gateway itself does not have: for the
 * rows in which haproxy and websockify work without it. A program of its own; every ticket is good.
 */
public final class PlainDoors {
    private final Transport transport = Transport.best();
    private final EventLoopGroup loops = transport.group(1, "plain");

    private PlainDoors() {}

    /** @param args {@code splice} or {@code web}, the port to listen on, the console's port */
    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[1]);
        int console = Integer.parseInt(args[2]);
        var doors = new PlainDoors();
        doors.listen(
                port, args[0].equals("splice") ? client -> doors.splice(client, console) : doors.web(port, console));
        Thread.currentThread().join();
    }

    /** Starts the program in a process of its own. */
    public static Contestant start(String name, String door, int console, Path directory) throws IOException {
        int port = Contestant.freePort();
        var command = new ArrayList<>(Cpu.onTheOther());
        command.add(GatewayProgram.java());
        command.addAll(GatewayProgram.FLAGS);
        command.addAll(List.of(
                "-XX:ActiveProcessorCount=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PlainDoors.class.getName(),
                door,
                String.valueOf(port),
                String.valueOf(console)));
        return Contestant.start(
                name,
                command,
                port,
                () -> Ticket.random(new SecureRandom()).value(),
                directory.resolve("plain-" + port + ".log"));
    }

    private void listen(int port, Consumer<SocketChannel> door) throws InterruptedException {
        new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Splice.WATER_MARKS)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Splice.receiveBuffers())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        door.accept(client);
                    }
                })
                .bind("127.0.0.1", port)
                .sync();
    }

    private void splice(Channel client, int console) {
        client.config().setAutoRead(false);
        var counted = new LongAdder();
        new Bootstrap()
                .group(client.eventLoop())
                .channel(transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Splice.WATER_MARKS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Splice.receiveBuffers())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel backend) {
                        backend.pipeline().addLast(new Splice(client, counted));
                        client.pipeline().addLast(new Splice(backend, counted));
                        client.closeFuture().addListener(_ -> backend.close());
                        backend.closeFuture().addListener(_ -> client.close());
                    }
                })
                .connect("127.0.0.1", console)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        Splice.start(client, ((io.netty.channel.ChannelFuture) done).channel());
                    } else {
                        client.close();
                    }
                });
    }

    private Consumer<SocketChannel> web(int port, int console) {
        var grants = new Open(console);
        var peers = new RelayPeers(
                grants,
                new GatewaySessions(grants, InstantSource.system(), new PublicAddress("localhost", port)),
                new ConsoleDialer(transport),
                new Limits(20_000, 20_000),
                new Counters());
        var keys = new TicketKeys();
        var capabilities = new SpiceCapabilities();
        return client -> Relay.accept(client, client.remoteAddress().getAddress(), peers)
                .ifPresentOrElse(
                        relay -> {
                            relay.onSecured(); // there is no TLS to wait for
                            WebDoor.serve(client, relay, keys, capabilities);
                        },
                        client::close);
    }

    /** Every ticket opens the one console. */
    private record Open(int console) implements Grants {
        @Override
        public CompletionStage<Redemption> redeem(RedeemRequest request) {
            return CompletableFuture.completedFuture(new Redemption.Granted(new Grant(
                    new SessionId(UUID.randomUUID()),
                    "bench",
                    GatewayProgram.console(DisplayProtocol.RFB, console, ""),
                    ChannelPolicy.all(),
                    List.of(Clients.ORIGIN),
                    16)));
        }

        @Override
        public CompletionStage<Reopening> reopen(SessionId session) {
            return CompletableFuture.completedFuture(new Reopening.Closed());
        }

        @Override
        public CompletionStage<Whereabouts> whereabouts(SessionId session) {
            return CompletableFuture.completedFuture(new Whereabouts.Closed());
        }

        @Override
        public CompletionStage<Receipt> report(GatewayReport report) {
            return CompletableFuture.completedFuture(new Receipt.Taken(Optional.empty()));
        }
    }
}
