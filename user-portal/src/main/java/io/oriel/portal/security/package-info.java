/**
 * Who may send what: sessions, CSRF, headers, HTTP Basic for the API. Everything is refused unless it is listed here.
 *
 * <p>Spring Security calls in; it calls {@code broker.operation.Login}.
 */
@NullMarked
package io.oriel.portal.security;

import org.jspecify.annotations.NullMarked;
