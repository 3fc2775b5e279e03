package io.oriel.display.relay;

import io.oriel.display.grant.Grants;

/** Whom a relay works with; one set for the whole gateway. */
public record RelayPeers(
        Grants grants, GatewaySessions sessions, ConsoleDialer dialer, Limits limits, Counters counters) {}
