package io.oriel.display.grant;

import java.util.Collection;
import java.util.List;

/** What may pass between a client and a desktop. */
public record ChannelPolicy(
        boolean clipboardToDesktop,
        boolean clipboardToClient,
        boolean files,
        boolean usb,
        boolean record,
        boolean playback,
        boolean smartcard,
        boolean webdav) {

    /** Everything. */
    public static ChannelPolicy all() {
        return without(List.of());
    }

    /** Everything but these. */
    public static ChannelPolicy without(Collection<Passage> refused) {
        return new ChannelPolicy(
                !refused.contains(Passage.CLIPBOARD_TO_DESKTOP),
                !refused.contains(Passage.CLIPBOARD_TO_CLIENT),
                !refused.contains(Passage.FILES),
                !refused.contains(Passage.USB),
                !refused.contains(Passage.RECORD),
                !refused.contains(Passage.PLAYBACK),
                !refused.contains(Passage.SMARTCARD),
                !refused.contains(Passage.WEBDAV));
    }

    /** Whether this may pass. */
    public boolean permits(Passage passage) {
        return switch (passage) {
            case CLIPBOARD_TO_DESKTOP -> clipboardToDesktop;
            case CLIPBOARD_TO_CLIENT -> clipboardToClient;
            case FILES -> files;
            case USB -> usb;
            case RECORD -> record;
            case PLAYBACK -> playback;
            case SMARTCARD -> smartcard;
            case WEBDAV -> webdav;
        };
    }
}
