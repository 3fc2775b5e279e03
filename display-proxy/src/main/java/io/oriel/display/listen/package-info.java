/**
 * The gateway's one port: TLS, then SPICE or the web by the first decrypted bytes.
 *
 * <pre>
 *   PROXY v2 header (from a trusted load balancer, and then always) ──▶ what follows
 *   0x16 ──▶ TLS ──▶ REDQ ──▶ {@link io.oriel.display.spice.SpiceClient}
 *             │       └ else ─▶ {@link io.oriel.display.web.WebDoor}
 *   'C'  ──▶ CONNECT to ourselves ──200──▶ 0x16 …
 *   else ──▶ closed
 * </pre>
 */
@NullMarked
package io.oriel.display.listen;

import org.jspecify.annotations.NullMarked;
