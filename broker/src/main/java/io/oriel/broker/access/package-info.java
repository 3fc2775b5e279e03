/**
 * May this person? Every answer comes from here, and an error is a no.
 *
 * <p>{@link Authoriser} decides, purely, from a person's roles ({@link Permissions}) and where things stand ({@link
 * Lineage}); {@link Access} brings the three together. Which action needs what is not known here: see {@code
 * operation.UseCase}.
 */
@NullMarked
package io.oriel.broker.access;

import org.jspecify.annotations.NullMarked;
