/** Tests of the browsers' door. */
@NullMarked
package io.oriel.display.web;

import org.jspecify.annotations.NullMarked;
