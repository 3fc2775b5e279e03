package io.oriel.display.grant;

/** What may pass between a client and a desktop. */
public record ChannelPolicy(
        boolean clipboardToDesktop,
        boolean clipboardToClient,
        boolean files,
        boolean usb,
        boolean record,
        boolean smartcard,
        boolean webdav) {

    /** Everything. */
    public static ChannelPolicy all() {
        return new ChannelPolicy(true, true, true, true, true, true, true);
    }
}
