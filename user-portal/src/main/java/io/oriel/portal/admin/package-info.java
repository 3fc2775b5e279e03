/**
 * The administrators' pages for hosts and gateways. They call {@code broker.operation} and nothing deeper, which refuses
 * everybody but super users; for them these pages are not there.
 */
@NullMarked
package io.oriel.portal.admin;

import org.jspecify.annotations.NullMarked;
