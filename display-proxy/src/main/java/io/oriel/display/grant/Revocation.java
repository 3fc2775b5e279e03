package io.oriel.display.grant;

/** One line of {@code GET /gateway/v1/revocations?after=N}: end this session now. */
public record Revocation(long number, SessionId session, CloseReason reason) {}
