/** The audit log: one row per thing that happened, written with the change itself, and told to listeners after commit. */
@NullMarked
package io.oriel.pool.event;

import org.jspecify.annotations.NullMarked;
