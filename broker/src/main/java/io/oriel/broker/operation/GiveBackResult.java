package io.oriel.broker.operation;

/** How giving a desktop back ended. */
public sealed interface GiveBackResult {

    /** It is free again; its session has ended. */
    record GivenBack(String name) implements GiveBackResult {}

    /** It is not theirs, or not there. */
    record NotYours() implements GiveBackResult {}
}
