@NullMarked
package io.oriel.certs.enrol;

import org.jspecify.annotations.NullMarked;
