/**
 * How a host or gateway becomes one of ours, once: it shows a join token to a control plane it knows by fingerprint,
 * and gets certificates for keys that never leave it.
 *
 * <p>Called by {@code HostAgentMain} and {@code DisplayProxyMain} when there are no certificates yet.
 */
@NullMarked
package io.oriel.certs.enrol;

import org.jspecify.annotations.NullMarked;
