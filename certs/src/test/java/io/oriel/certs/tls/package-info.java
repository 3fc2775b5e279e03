@NullMarked
package io.oriel.certs.tls;

import org.jspecify.annotations.NullMarked;
