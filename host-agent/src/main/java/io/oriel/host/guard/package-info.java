/**
 * Judges what comes from outside before a hypervisor sees it: images of people, values in commands.
 *
 * <p>Called by every local host, so that the real one and the simulated one refuse the same things with the same words.
 * Pure: only {@code java.*} and the host's contract.
 */
@NullMarked
package io.oriel.host.guard;

import org.jspecify.annotations.NullMarked;
