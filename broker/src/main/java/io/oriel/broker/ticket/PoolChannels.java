package io.oriel.broker.ticket;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.pool.Pools;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Vm;
import java.util.List;

/** A pool's words for what may pass, in the gateway's. */
public final class PoolChannels {
    private PoolChannels() {}

    /** What may pass between a VM and whoever sits before it: everything outside of pools, nothing when its pool is gone. */
    public static ChannelPolicy of(Vm vm, Pools pools) {
        if (vm.pool().isEmpty()) {
            return ChannelPolicy.all();
        }
        return vm.pool()
                .flatMap(pools::find)
                .map(pool -> of(pool.policy()))
                .orElseGet(() -> ChannelPolicy.without(List.of(Passage.values())));
    }

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
