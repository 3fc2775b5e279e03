/**
 * The installation's certificate authority, its key pairs and its sealed secrets; the only package that knows Bouncy
 * Castle.
 *
 * <p>The control plane issues with {@link io.oriel.certs.ca.CertificateAuthority}; hosts and gateways only make
 * {@link io.oriel.certs.ca.KeyPairs key pairs} and signing requests. What a request says is ignored beside its key.
 */
@NullMarked
package io.oriel.certs.ca;

import org.jspecify.annotations.NullMarked;
