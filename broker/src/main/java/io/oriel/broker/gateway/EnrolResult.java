package io.oriel.broker.gateway;

/** The answer to a machine that wants to join. The sentences are for the person at that machine. */
sealed interface EnrolResult {

    /** Its certificates in the order asked, then the authority's, as PEM. */
    record Enrolled(String certificates) implements EnrolResult {}

    /** 403: the token is not good. Never said why. */
    record Refused(String sentence) implements EnrolResult {}

    /** 202: an administrator must approve first; the machine may ask again. */
    record Waiting(String sentence) implements EnrolResult {}

    /** 400: the request is not one. */
    record Malformed(String sentence) implements EnrolResult {}

    /** 429: too many tries from this address. */
    record TooMany(long waitSeconds) implements EnrolResult {}
}
