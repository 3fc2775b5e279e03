package io.oriel.display.spice;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capabilities this gateway offers. It must answer a link before it knows the host, so it offers what every host is
 * known to have; what a host turns out to lack is not offered again. Any thread.
 */
public final class SpiceCapabilities {
    private static final Logger log = LoggerFactory.getLogger(SpiceCapabilities.class);
    private static final int COMMON = -1;

    private final ConcurrentHashMap<Integer, List<Integer>> lacking = new ConcurrentHashMap<>();

    List<Integer> common() {
        return without(List.of(SpiceProtocol.COMMON_CAPABILITIES), COMMON);
    }

    List<Integer> channel(int channelType) {
        return without(SpiceProtocol.channelCapabilities(channelType), channelType);
    }

    /** Compares what was asked of a host with what it has; false when it lacks something the client may use. */
    boolean covers(SpiceMessage.Link asked, SpiceMessage.LinkReply has) {
        return note(COMMON, both(asked.commonCapabilities(), common()), has.commonCapabilities())
                & note(
                        asked.channelType(),
                        both(asked.channelCapabilities(), channel(asked.channelType())),
                        has.channelCapabilities());
    }

    private boolean note(int key, List<Integer> asked, List<Integer> has) {
        var missing = new ArrayList<Integer>();
        boolean any = false;
        for (int i = 0; i < asked.size(); i++) {
            int bits = asked.get(i) & ~word(has, i);
            missing.add(bits);
            any |= bits != 0;
        }
        if (any) {
            lacking.merge(key, missing, SpiceCapabilities::union);
            log.atWarn()
                    .addKeyValue("channel", key == COMMON ? "any" : SpiceProtocol.name(key))
                    .log("a host lacks a SPICE capability; it is not offered any more");
        }
        return !any;
    }

    /** What both have, word by word, no longer than the second. */
    static List<Integer> both(List<Integer> client, List<Integer> offered) {
        var words = new ArrayList<Integer>();
        for (int i = 0; i < Math.min(client.size(), offered.size()); i++) {
            words.add(client.get(i) & offered.get(i));
        }
        return words;
    }

    private List<Integer> without(List<Integer> words, int key) {
        var missing = lacking.getOrDefault(key, List.of());
        var left = new ArrayList<Integer>();
        for (int i = 0; i < words.size(); i++) {
            left.add(words.get(i) & ~word(missing, i));
        }
        return left;
    }

    private static List<Integer> union(List<Integer> one, List<Integer> other) {
        var words = new ArrayList<Integer>();
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            words.add(word(one, i) | word(other, i));
        }
        return words;
    }

    private static int word(List<Integer> words, int index) {
        return index < words.size() ? words.get(index) : 0;
    }
}
