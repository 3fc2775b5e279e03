/**
 * {@code oriel user|group|template|pool|host …}: a thin client of {@code /api/v1}.
 *
 * <p>{@link OrielCli} is the entry; {@link Server} is one HTTP call, {@link Output} what is printed. Nothing of ours is
 * imported: the jar holds this package, picocli and a JSON reader.
 */
@NullMarked
package io.oriel.portal.cli;

import org.jspecify.annotations.NullMarked;
