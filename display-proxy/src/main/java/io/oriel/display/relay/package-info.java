/**
 * Turns a ticket into a pair of joined channels, whatever the display protocol.
 *
 * <p>Protocol packages call {@link io.oriel.display.relay.Relay#onTicket}; nothing here knows SPICE or RFB. Every object
 * of one connection lives on one event loop; only {@link io.oriel.display.relay.GatewaySessions},
 * {@link io.oriel.display.relay.Limits} and {@link io.oriel.display.relay.Counters} are shared.
 *
 * <pre>
 *   client channel                                   console channel (same event loop)
 *   [tls] [protocol] [Frames] [Splice] [end]  ◀──▶  [tls] [protocol] [Frames] [Splice] [end]
 * </pre>
 */
@NullMarked
package io.oriel.display.relay;

import org.jspecify.annotations.NullMarked;
