/**
 * The installation's own authority: its key sealed in the database, the certificates it gives.
 */
@NullMarked
package io.oriel.broker.trust;

import org.jspecify.annotations.NullMarked;
