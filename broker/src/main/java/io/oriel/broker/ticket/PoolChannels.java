package io.oriel.broker.ticket;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.PoolPolicy;

/** A pool's words for what may pass, in the gateway's. */
public final class PoolChannels {
    private PoolChannels() {}

    /** What the gateway lets pass under this policy. */
    public static ChannelPolicy of(PoolPolicy policy) {
        return ChannelPolicy.without(
                policy.refusedChannels().stream().map(PoolChannels::passage).toList());
    }

    private static Passage passage(ChannelKind kind) {
        return switch (kind) {
            case CLIPBOARD_IN -> Passage.CLIPBOARD_TO_DESKTOP;
            case CLIPBOARD_OUT -> Passage.CLIPBOARD_TO_CLIENT;
            case FILES -> Passage.FILES;
            case USB -> Passage.USB;
            case RECORD -> Passage.RECORD;
            case PLAYBACK -> Passage.PLAYBACK;
            case SMARTCARD -> Passage.SMARTCARD;
            case WEBDAV -> Passage.WEBDAV;
        };
    }
}
