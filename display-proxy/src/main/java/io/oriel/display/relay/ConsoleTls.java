package io.oriel.display.relay;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/** TLS to one console: no authority is asked, the certificate's key must be the pinned one. */
public final class ConsoleTls {
    private final SslContext context;

    ConsoleTls(SslContext context) {
        this.context = context;
    }

    /** A handler for one channel; the handshake starts when it is added to a connected channel. */
    public SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }
}
