package io.oriel.display.relay;

/** What a protocol hands on from a session's link to the old host to the one to the new host. Immutable. */
public interface Baggage {}
