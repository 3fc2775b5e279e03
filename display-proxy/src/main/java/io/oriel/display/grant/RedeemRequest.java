package io.oriel.display.grant;

/** Body of {@code POST /gateway/v1/redeem}. */
public record RedeemRequest(TicketHash ticket, DisplayProtocol protocol, String clientAddress) {}
