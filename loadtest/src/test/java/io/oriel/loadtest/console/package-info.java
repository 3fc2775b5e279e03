/** The console page in a real browser, before desktops that do as they are told: what a gateway sends, byte by byte. */
@NullMarked
package io.oriel.loadtest.console;

import org.jspecify.annotations.NullMarked;
