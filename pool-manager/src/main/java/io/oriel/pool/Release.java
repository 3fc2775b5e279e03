package io.oriel.pool;

import io.oriel.pool.estate.Vm;

/** The answer to a person who gives a desktop back. */
public sealed interface Release {

    /** It is no longer theirs. A stateless VM is recycled before anybody else gets it. */
    record Released(Vm vm) implements Release {}

    /** It was not theirs, or does not exist. */
    record NotYours() implements Release {}
}
