/**
 * One-time tickets: issued to a person, redeemed by one gateway, once.
 */
@NullMarked
package io.oriel.broker.ticket;

import org.jspecify.annotations.NullMarked;
