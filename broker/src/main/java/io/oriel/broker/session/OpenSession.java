package io.oriel.broker.session;

import io.oriel.display.grant.ChannelReport;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * An open session with what its gateway has last told of it.
 *
 * @param since when it was opened
 * @param gateway the gateway's name
 * @param clientAddress whom the gateway sees; before the ticket was shown, whom the portal saw
 * @param roundTrip to the client and back; empty while it is not known
 * @param channels bytes by kind of channel
 */
public record OpenSession(
        Session session,
        OffsetDateTime since,
        String gateway,
        String clientAddress,
        Optional<Duration> roundTrip,
        List<ChannelReport> channels) {
    public OpenSession {
        channels = List.copyOf(channels);
    }
}
