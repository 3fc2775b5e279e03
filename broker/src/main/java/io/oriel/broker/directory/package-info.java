/**
 * People and groups: who is who, proven by a password.
 *
 * <p>{@code Login} asks a {@link Directory}; {@link Directories} holds them by name. UnboundID is imported here and nowhere
 * else. Nothing here knows desktops, sessions or the web.
 */
@NullMarked
package io.oriel.broker.directory;

import org.jspecify.annotations.NullMarked;
