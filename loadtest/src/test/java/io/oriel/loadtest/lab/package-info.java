/**
 * A laboratory on one machine: an appliance in a network namespace of its own, and a client in another that can reach
 * it only through the network; programs a person would use, driven as a person would drive them.
 */
@NullMarked
package io.oriel.loadtest.lab;

import org.jspecify.annotations.NullMarked;
