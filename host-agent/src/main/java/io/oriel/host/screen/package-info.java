/**
 * A picture of a VM's screen, and its PNG.
 *
 * <p>Made without {@code java.desktop}: the agent runs on every hypervisor and stays small. Pure: only {@code java.*}.
 */
@NullMarked
package io.oriel.host.screen;

import org.jspecify.annotations.NullMarked;
