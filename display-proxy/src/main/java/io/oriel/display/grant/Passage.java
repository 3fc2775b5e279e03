package io.oriel.display.grant;

/** One thing that passes between a client and a desktop beside picture, keys and pointer, and that policy may forbid. */
public enum Passage {
    /** What was cut on the client is pasted in the desktop. */
    CLIPBOARD_TO_DESKTOP,
    /** What was cut in the desktop is pasted on the client. */
    CLIPBOARD_TO_CLIENT,
    /** Files dropped onto the desktop. */
    FILES,
    /** The client's USB devices. */
    USB,
    /** The client's microphone. */
    RECORD,
    /** The desktop's sound. */
    PLAYBACK,
    /** The client's card reader. */
    SMARTCARD,
    /** A folder of the client. */
    WEBDAV
}
