package io.oriel.pool.estate;

/** What can pass between a person's computer and their desktop beside screen, keyboard and mouse. */
public enum ChannelKind {
    /** Clipboard, from the person's computer into the desktop. */
    CLIPBOARD_IN,
    /** Clipboard, from the desktop to the person's computer. */
    CLIPBOARD_OUT,
    /** Files dragged into the desktop. */
    FILES,
    USB,
    /** Sound from the person's microphone. */
    RECORD,
    /** Sound to the person's loudspeaker. */
    PLAYBACK,
    SMARTCARD,
    /** A folder of the person's computer, shared with the desktop. */
    WEBDAV
}
