package io.oriel.display.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.Optional;

/** The kernel's own estimate of a connection's round trip, which costs the other side nothing. */
final class RoundTrip {
    private RoundTrip() {}

    /** In microseconds; empty without the native transport, and for a channel that is closed. Any thread. */
    static Optional<Long> micros(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isActive()) {
            return Optional.empty();
        }
        try {
            var info = new EpollTcpInfo();
            socket.tcpInfo(info);
            return info.rtt() > 0 ? Optional.of(info.rtt()) : Optional.empty();
        } catch (ChannelException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
