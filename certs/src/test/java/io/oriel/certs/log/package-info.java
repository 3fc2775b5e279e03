@NullMarked
package io.oriel.certs.log;

import org.jspecify.annotations.NullMarked;
