/**
 * Who a certificate says its holder is.
 *
 * <p>Pure: only {@code java.*}. Every mTLS server of the house asks {@link PeerIdentity#of} and nothing else of a
 * certificate; common names are never looked at.
 */
@NullMarked
package io.oriel.certs.identity;

import org.jspecify.annotations.NullMarked;
