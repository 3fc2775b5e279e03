/**
 * Every program's configuration: one properties file, overridden by the environment, overridden by arguments.
 *
 * <p>Each {@code …Main} lists its {@link io.oriel.certs.config.Key keys} and calls
 * {@link io.oriel.certs.config.Configuration#load}; nobody else reads files, environment or arguments. It stands in
 * this module because this one is below all programs.
 */
@NullMarked
package io.oriel.certs.config;

import org.jspecify.annotations.NullMarked;
