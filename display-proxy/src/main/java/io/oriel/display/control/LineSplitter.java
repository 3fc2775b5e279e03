package io.oriel.display.control;

import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of text into lines. Confined to one stream. */
final class LineSplitter {
    private final int longest;
    private final StringBuilder rest = new StringBuilder();

    LineSplitter(int longest) {
        this.longest = longest;
    }

    /** The lines completed by this piece, without their ends. */
    List<String> add(String piece) {
        var lines = new ArrayList<String>();
        int from = 0;
        for (int end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
            rest.append(piece, from, end);
            lines.add(rest.toString());
            rest.setLength(0);
            from = end + 1;
        }
        rest.append(piece, from, piece.length());
        if (rest.length() > longest) {
            throw new IllegalStateException("line too long");
        }
        return lines;
    }
}
