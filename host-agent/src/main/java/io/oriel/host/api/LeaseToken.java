package io.oriel.host.api;

/** The leader lease's rising number. An agent keeps the highest it has seen and refuses lower ones. */
public record LeaseToken(long value) {}
