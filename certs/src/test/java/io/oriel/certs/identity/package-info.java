@NullMarked
package io.oriel.certs.identity;

import org.jspecify.annotations.NullMarked;
