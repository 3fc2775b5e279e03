/**
 * The control plane as a program: {@link PortalMain} starts it, {@link PortalWiring} puts it together.
 *
 * <p>Nothing calls in. It calls every module's assembly; the pages below call {@code broker.operation} only.
 */
@NullMarked
package io.oriel.portal;

import org.jspecify.annotations.NullMarked;
