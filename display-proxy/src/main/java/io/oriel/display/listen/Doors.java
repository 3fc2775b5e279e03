package io.oriel.display.listen;

import io.netty.channel.Channel;
import io.oriel.display.relay.Relay;
import io.oriel.display.spice.SpiceCapabilities;
import io.oriel.display.spice.SpiceClient;
import io.oriel.display.spice.TicketKeys;
import io.oriel.display.web.WebDoor;
import java.util.Set;

/** What each kind of first bytes leads to, for one connection. Every door goes before the last handler, "end". */
record Doors(Relay relay, GatewayTls tls, TicketKeys keys, SpiceCapabilities capabilities, Set<String> ourselves) {

    void open(Channel client, boolean connectAllowed) {
        client.pipeline()
                .addBefore("end", connectAllowed ? "first" : "first-inside", new FirstBytes(this, connectAllowed));
    }

    void secure(Channel client) {
        var handler = tls.context().newHandler(client.alloc());
        handler.setHandshakeTimeoutMillis(0); // the relay's own deadline runs
        handler.setCloseNotifyFlushTimeoutMillis(300);
        client.pipeline().addBefore("end", "tls", handler).addBefore("end", "inside", new InsideTls(relay, this));
    }

    void connect(Channel client) {
        client.pipeline().addBefore("end", "connect", new ConnectToUs(relay, this, ourselves));
    }

    void spice(Channel client) {
        SpiceClient.serve(client, relay, keys, capabilities);
    }

    void web(Channel client) {
        WebDoor.serve(client, relay, keys, capabilities);
    }
}
