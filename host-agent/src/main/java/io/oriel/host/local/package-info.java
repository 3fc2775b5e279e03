/**
 * What every kind of local host is: the seam between the journal above and libvirt or the simulation below.
 *
 * <p>{@code host.libvirt} and {@code host.sim} implement {@link io.oriel.host.local.LocalHost}; {@code host.http} puts
 * the journal before it.
 */
@NullMarked
package io.oriel.host.local;

import org.jspecify.annotations.NullMarked;
