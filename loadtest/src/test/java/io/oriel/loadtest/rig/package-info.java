/** The control plane's parts in one JVM, with simulated hosts and real gateways: the ground for races of many people. */
@NullMarked
package io.oriel.loadtest.rig;

import org.jspecify.annotations.NullMarked;
