/**
 * The search bar: text, what it asks for, and what is found.
 *
 * <pre>
 *  text ─▶ Parser ─▶ Query ─▶ Search.run(Census) ─▶ Found        text, caret ─▶ Completion ─▶ what may stand there
 *             └─▶ SearchFault, with offsets                                          (the same parser, stopped)
 * </pre>
 *
 * <p>Pure: only {@code java.*}, {@code host.api} and {@code pool.estate}. A {@link io.oriel.pool.search.Census} is all
 * that can be found, at one moment; whoever may see less is given a smaller one. Each kind of thing has a {@code Table}
 * of its fields, one file each, and links to other kinds. The grammar is oVirt's, and so are the names of the faults.
 */
@NullMarked
package io.oriel.pool.search;

import org.jspecify.annotations.NullMarked;
