package io.oriel.display.grant;

/**
 * What one kind of channel of a session has carried so far, over all its links.
 *
 * @param channel {@code main}, {@code display}, {@code usbredir}, …; {@code rfb} is the only one of RFB
 */
public record ChannelReport(String channel, long bytesToClient, long bytesToDesktop) {}
