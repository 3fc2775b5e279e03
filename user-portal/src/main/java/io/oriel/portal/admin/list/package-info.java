/**
 * The manager's lists: what a query of the search bar finds, a page of it at a time, and live.
 *
 * <p>The pages of {@code portal.admin} call {@link io.oriel.portal.admin.list.Lists}; tabs that have nothing but their list are
 * {@link io.oriel.portal.admin.list.ListPages}. A page knows its query and the number of its page, and nothing else.
 */
@NullMarked
package io.oriel.portal.admin.list;

import org.jspecify.annotations.NullMarked;
