/**
 * RFB 3.8 (RFC 6143) on both sides of a relay: VNC authentication towards the host, no further question to a client whose
 * ticket was good, and what it may send.
 *
 * <p>{@code web} calls in: {@link io.oriel.display.rfb.RfbConsole} when the console is dialled,
 * {@link io.oriel.display.rfb.RfbClient} when it has accepted us.
 */
@NullMarked
package io.oriel.display.rfb;

import org.jspecify.annotations.NullMarked;
