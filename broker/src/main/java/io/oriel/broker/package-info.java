/**
 * The broker: people, access, what a person may do, sessions, tickets, the control port and the API.
 *
 * <p>{@link io.oriel.broker.BrokerModule} puts the parts together; pages call {@code broker.operation}.
 */
@NullMarked
package io.oriel.broker;

import org.jspecify.annotations.NullMarked;
