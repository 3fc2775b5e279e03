package io.oriel.broker.operation;

import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.host.api.VmId;
import java.time.Duration;

/**
 * A ticket and where to show it.
 *
 * @param title the desktop's name
 * @param validFor how long the ticket may wait for its first use
 * @param gatewayName the public name of the one gateway that takes this ticket
 * @param caPem the authority that signed the gateway's certificate
 * @param hostSubject the subject of the gateway's certificate, as {@code CN=desk.example.org}
 */
public record Offer(
        SessionId session,
        VmId vm,
        String title,
        Ticket ticket,
        Duration validFor,
        String gatewayName,
        int gatewayPort,
        String caPem,
        String hostSubject) {}
