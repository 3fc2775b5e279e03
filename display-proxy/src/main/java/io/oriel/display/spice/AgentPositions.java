package io.oriel.display.spice;

import io.oriel.display.relay.Baggage;

/**
 * How far both directions of the guest agent's stream were within a message when a desktop left its old host; the link to
 * the new host goes on from there.
 */
record AgentPositions(AgentPolicy.Position toDesktop, AgentPolicy.Position toClient) implements Baggage {}
