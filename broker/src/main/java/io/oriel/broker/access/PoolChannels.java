package io.oriel.broker.access;

import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.Passage;
import io.oriel.pool.Pools;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A pool's words for what may pass, in the gateway's. */
public final class PoolChannels {
    private PoolChannels() {}

    /**
     * What may pass between a VM and whoever sits before it: what neither its pool nor a rule of theirs refuses. Outside
     * of pools only rules refuse; nothing may pass when its pool is gone.
     *
     * @param rules what the rules that meet the person refuse
     */
    public static ChannelPolicy of(Vm vm, Pools pools, Set<ChannelKind> rules) {
        if (vm.pool().isEmpty()) {
            return without(Set.of(), rules);
        }
        return vm.pool()
                .flatMap(pools::find)
                .map(pool -> without(pool.policy().refusedChannels(), rules))
                .orElseGet(() -> ChannelPolicy.without(List.of(Passage.values())));
    }

    private static ChannelPolicy without(Set<ChannelKind> pool, Set<ChannelKind> rules) {
        return ChannelPolicy.without(Stream.concat(pool.stream(), rules.stream())
                .map(PoolChannels::passage)
                .toList());
    }

    /** A pool's word for what passes. */
    public static ChannelKind kind(Passage passage) {
        return switch (passage) {
            case CLIPBOARD_TO_DESKTOP -> ChannelKind.CLIPBOARD_IN;
            case CLIPBOARD_TO_CLIENT -> ChannelKind.CLIPBOARD_OUT;
            case FILES -> ChannelKind.FILES;
            case USB -> ChannelKind.USB;
            case RECORD -> ChannelKind.RECORD;
            case PLAYBACK -> ChannelKind.PLAYBACK;
            case SMARTCARD -> ChannelKind.SMARTCARD;
            case WEBDAV -> ChannelKind.WEBDAV;
        };
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
