@NullMarked
package io.oriel.certs.config;

import org.jspecify.annotations.NullMarked;
