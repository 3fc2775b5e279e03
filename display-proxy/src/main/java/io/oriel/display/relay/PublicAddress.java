package io.oriel.display.relay;

/** How clients know this gateway: all that any client is ever told about where its desktop is. */
public record PublicAddress(String name, int port) {}
