/**
 * {@code /desktops}: what a person has, what they may take, and giving it back; live.
 *
 * <p>{@link io.oriel.portal.desktop.DesktopsController} answers whole pages and posts, {@link
 * io.oriel.portal.desktop.LiveController} the stream and the thumbnails. Both call {@code broker.operation}.
 */
@NullMarked
package io.oriel.portal.desktop;

import org.jspecify.annotations.NullMarked;
