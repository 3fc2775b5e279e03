/**
 * SPICE on both sides of a relay: the link, its ticket, and what may pass on the main and inputs channels.
 *
 * <p>{@code listen} puts a {@link io.oriel.display.spice.SpiceClient} into the pipeline of a client that says REDQ; it
 * calls the relay with the ticket, and gives the relay a {@code SpiceConsole} for the other side.
 *
 * <pre>
 *   client:  [tls] SpiceDecoder SpiceClient          → after the join →  [tls] [Frames] Splice
 *   console: [tls] SpiceDecoder SpiceConsole         → after the join →  [tls] [Frames] Splice
 * </pre>
 *
 * Byte layouts: spice-protocol 0.14.3 ({@code spice/protocol.h}), all little-endian and packed.
 */
@NullMarked
package io.oriel.display.spice;

import org.jspecify.annotations.NullMarked;
