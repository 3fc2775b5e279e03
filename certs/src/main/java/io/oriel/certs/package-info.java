/**
 * Trust: what all programs of the house share about keys, certificates, configuration and logs.
 *
 * <p>This package holds only what its children have in common: {@link io.oriel.certs.Pem} and
 * {@link io.oriel.certs.TrustException}.
 */
@NullMarked
package io.oriel.certs;

import org.jspecify.annotations.NullMarked;
