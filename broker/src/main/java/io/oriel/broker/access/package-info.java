/**
 * May this person? Every answer comes from here, and an error is a no.
 */
@NullMarked
package io.oriel.broker.access;

import org.jspecify.annotations.NullMarked;
