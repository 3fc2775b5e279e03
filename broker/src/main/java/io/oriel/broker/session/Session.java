package io.oriel.broker.session;

import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.SessionId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A person's open relation to a desktop.
 *
 * @param vmName the desktop's name when the session began
 * @param gateway the one gateway that may carry it
 * @param lasted since the person sat down, up to now or its end; whole seconds
 * @param idle since the last key or movement its gateway has told of; whole seconds; empty before the ticket was shown
 */
public record Session(
        SessionId id,
        UserId user,
        VmId vm,
        String vmName,
        UUID gateway,
        DisplayProtocol protocol,
        SessionState state,
        Duration lasted,
        Optional<Duration> idle) {}
