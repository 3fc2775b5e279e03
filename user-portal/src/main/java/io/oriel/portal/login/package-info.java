/** {@code /login}: from a name and a password to a login. */
@NullMarked
package io.oriel.portal.login;

import org.jspecify.annotations.NullMarked;
