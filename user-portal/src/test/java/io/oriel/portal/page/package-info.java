@NullMarked
package io.oriel.portal.page;

import org.jspecify.annotations.NullMarked;
