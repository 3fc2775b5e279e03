/** What the gateway's tests run against: an in-memory control plane, real qemu consoles, and clients of both kinds. */
@NullMarked
package io.oriel.display.rig;

import org.jspecify.annotations.NullMarked;
