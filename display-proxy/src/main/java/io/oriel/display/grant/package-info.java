/**
 * What a ticket is, and what it stands for.
 *
 * <p>Pure: only {@code java.*}. The gateway shows a ticket's hash to its control plane and gets a {@link Grant}; the
 * same records are the bodies of the gateway protocol, written as plain JSON objects with these names.
 */
@NullMarked
package io.oriel.display.grant;

import org.jspecify.annotations.NullMarked;
