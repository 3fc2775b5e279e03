/**
 * Key and trust of one running program as the JDK's own TLS types, fresh from their files.
 *
 * <p>Servers and clients take managers from {@link io.oriel.certs.tls.TlsMaterial} once and keep them: a renewed
 * certificate is used from the next handshake on. By the JDK alone, so that no program loads Bouncy Castle to talk.
 */
@NullMarked
package io.oriel.certs.tls;

import org.jspecify.annotations.NullMarked;
