package io.oriel.host.sim;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for viewers of one host's VMs, all of them on one thread. The thread and its files exist from the first
 * viewer on: a thousand hosts nobody looks at cost nothing.
 */
final class RfbServer implements AutoCloseable {
    private final InetAddress address;
    private @Nullable MultiThreadIoEventLoopGroup loop;

    /** @param address of loopback: displays are plain */
    RfbServer(InetAddress address) {
        this.address = address;
    }

    /** Whether nobody listens on this port now. */
    boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Begins to listen for viewers of a VM.
     *
     * @throws IOException when somebody else listens there
     */
    Channel listen(SimulatedVm vm) throws IOException {
        var bound = new ServerBootstrap()
                .group(loop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.config().setTcpNoDelay(true);
                        channel.pipeline().addLast(new RfbConnection(vm));
                    }
                })
                .bind(address, vm.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("port " + vm.port() + " is taken by another program");
        }
        return bound.channel();
    }

    private synchronized MultiThreadIoEventLoopGroup loop() {
        var there = loop;
        if (there == null) {
            there = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("simulated-displays", true), NioIoHandler.newFactory());
            loop = there;
        }
        return there;
    }

    @Override
    public synchronized void close() {
        if (loop != null) {
            var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
