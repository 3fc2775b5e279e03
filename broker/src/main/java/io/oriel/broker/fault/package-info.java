/**
 * What went wrong in this module, in one word each. Everything above may throw it; it imports nothing of ours.
 */
@NullMarked
package io.oriel.broker.fault;

import org.jspecify.annotations.NullMarked;
