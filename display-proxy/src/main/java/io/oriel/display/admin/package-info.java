/** What an operator sees of a running gateway: metrics and health, on loopback only. Reads; changes nothing. */
@NullMarked
package io.oriel.display.admin;

import org.jspecify.annotations.NullMarked;
