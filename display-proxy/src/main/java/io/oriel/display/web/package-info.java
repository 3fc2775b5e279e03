/**
 * The browser's way in: HTTP on the gateway port, upgraded to a WebSocket that carries RFB or SPICE; then the same relay.
 *
 * <p>{@code listen} puts a {@link io.oriel.display.web.WebDoor} into the pipeline of a client that does not say REDQ.
 * The origin is looked at twice: at the upgrade it must be a secure web origin at all, and when the ticket is redeemed it
 * must be one of the portal's.
 */
@NullMarked
package io.oriel.display.web;

import org.jspecify.annotations.NullMarked;
