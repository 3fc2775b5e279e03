package io.oriel.portal.cli;

import java.util.Locale;

/** A bar that changes in place on standard error; nothing where that is no terminal. Safe for use by many threads. */
final class ProgressLine {
    private static final int WIDTH = 30;

    private final boolean terminal = Terminal.there();
    private int shown = -1;

    /** Shows how far it has come, 0–100. */
    synchronized void show(long percent, String text) {
        int now = (int) Math.clamp(percent, 0, 100);
        if (!terminal || now == shown) {
            return;
        }
        shown = now;
        int full = now * WIDTH / 100;
        System.err.printf(Locale.ROOT, "\r  [%s%s] %3d%%  %s", "#".repeat(full), " ".repeat(WIDTH - full), now, text);
        if (now == 100) {
            System.err.println();
        }
    }

    /** Leaves the line, when something else is to be said. */
    synchronized void end() {
        if (terminal && shown >= 0 && shown < 100) {
            System.err.println();
        }
    }
}
