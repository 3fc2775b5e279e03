/**
 * The gateway's side of the gateway protocol: HTTP with client certificates to the control plane's {@code /gateway/v1}.
 *
 * <p>Bodies are the {@code display.grant} records as plain JSON. While the control plane is away, tickets are answered
 * with "unavailable", reports wait (they are level-triggered: the next one says everything), and the revocation stream
 * is asked for again with jitter. Nothing here touches a live stream except by ending a revoked session.
 */
@NullMarked
package io.oriel.display.control;

import org.jspecify.annotations.NullMarked;
