@NullMarked
package io.oriel.certs.ca;

import org.jspecify.annotations.NullMarked;
