@NullMarked
package io.oriel.host.libvirt;

import org.jspecify.annotations.NullMarked;
