package io.oriel.pool.search;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How things of one kind are related to those of another: they share a key.
 *
 * @param to the other kind's table
 * @param here the keys of a row of this kind
 * @param there the keys of a row of the other kind
 */
record Link<R, S>(Supplier<Table<S>> to, BiFunction<R, Look, Stream<?>> here, BiFunction<S, Look, Stream<?>> there) {}
