package io.oriel.display.grant;

/** The answer to a shown ticket. */
public sealed interface Redemption {

    /** 200: it was good, and now it is used. */
    record Granted(Grant grant) implements Redemption {}

    /** 403: unknown, used, expired, of another gateway or protocol, or the person may no longer. Never said which. */
    record Refused() implements Redemption {}

    /** The control plane cannot be reached or the desktop's console cannot be opened now. The ticket may still be good. */
    record Unavailable(String why) implements Redemption {}
}
