/**
 * {@code /desktops/{id}/console}: the page with the desktop's screen, its ticket, and the file for the viewer.
 *
 * <p>Tickets leave by POST only and stand in no URL and no log.
 */
@NullMarked
package io.oriel.portal.console;

import org.jspecify.annotations.NullMarked;
