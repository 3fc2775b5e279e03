/** Every program's log: one line per event on standard error, in a form nobody's input can break. */
@NullMarked
package io.oriel.certs.log;

import org.jspecify.annotations.NullMarked;
