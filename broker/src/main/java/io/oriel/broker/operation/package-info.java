/**
 * What a person may do, one class per group of use cases: authorise, validate, act, record the event.
 *
 * <p>Pages and the API call these and nothing deeper. {@link Connect} is the spine. Expected outcomes are sealed results; the
 * rest is a {@link io.oriel.broker.fault.BrokerException}. Every method blocks: call from virtual threads.
 */
@NullMarked
package io.oriel.broker.operation;

import org.jspecify.annotations.NullMarked;
