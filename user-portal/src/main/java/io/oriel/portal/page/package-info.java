/**
 * What all pages share: words, appearance, the notice that outlives one redirect, the page that tells of a fault.
 *
 * <p>Page packages call in; it calls nothing of ours.
 */
@NullMarked
package io.oriel.portal.page;

import org.jspecify.annotations.NullMarked;
