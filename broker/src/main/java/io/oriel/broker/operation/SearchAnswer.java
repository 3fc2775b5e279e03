package io.oriel.broker.operation;

import io.oriel.pool.search.Found;
import io.oriel.pool.search.SearchFault;

/** What has become of a search. */
public sealed interface SearchAnswer {

    /** @param query as it was understood, written in full */
    record Here(Found found, String query) implements SearchAnswer {}

    record Wrong(SearchFault fault) implements SearchAnswer {}
}
