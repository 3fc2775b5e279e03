/**
 * The control port: what gateways and machines that want to join say to the control plane.
 *
 * <p>{@link ControlPort} speaks HTTP over TLS and decides nothing; {@link Gateways} keeps the rows, {@link Enrolments} turns a
 * join token into certificates.
 */
@NullMarked
package io.oriel.broker.gateway;

import org.jspecify.annotations.NullMarked;
