package io.oriel.portal.desktop;

import io.oriel.broker.operation.Desktop;
import io.oriel.portal.page.Words;

/**
 * How far a start has come.
 *
 * @param known whether enough starts were seen to say how long it takes
 * @param seconds the whole start
 * @param passed of it
 */
record Progress(String words, boolean known, long seconds, long passed, long percent) {

    static Progress of(Desktop desktop, Words words) {
        if (desktop.state().equals("image_locked")) {
            return new Progress(words.say("card.prepared"), false, 0, 0, 0);
        }
        if (desktop.eta().isEmpty() || desktop.startingFor().isEmpty()) {
            return new Progress(Words.state("starting"), false, 0, 0, 0);
        }
        var left = desktop.eta().get();
        var passed = desktop.startingFor().get().toSeconds();
        var seconds = Math.max(1, passed + left.toSeconds());
        var text = left.isZero()
                ? words.say("card.late")
                : words.say("card.left").replace("#", Long.toString(Math.max(1, left.toSeconds())));
        return new Progress(text, true, seconds, passed, Math.min(96, passed * 100 / seconds));
    }
}
