package io.oriel.loadtest.console;

import com.microsoft.playwright.WebSocketRoute;
import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A desktop behind a gateway, as far as a page can tell. It shows a picture, notes what it hears and closes when it is told
 * to. On the browser's thread.
 */
abstract class Desk implements Consumer<WebSocketRoute> {
    static final int WIDTH = 1280;
    static final int HEIGHT = 720;

    private final List<String> tickets = new ArrayList<>();
    private final List<Integer> scancodes = new ArrayList<>();
    private final List<String> pasted = new ArrayList<>();

    /** The tickets it was shown, one for each time it was opened. */
    final List<String> tickets() {
        return tickets;
    }

    /** Keys that went down, by their place on the keyboard as PC keyboards number them. */
    final List<Integer> scancodes() {
        return scancodes;
    }

    /** What was pasted here. */
    final List<String> pasted() {
        return pasted;
    }

    /** Somebody cuts this text here. */
    abstract void cut(String text);

    /** Ends the connection as the gateway does. */
    abstract void close(int code, String reason);

    static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** What is on the screen. */
    static BufferedImage picture() {
        var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(new Color(0x2b4450));
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        pen.setColor(new Color(0x1d2c34));
        pen.fillRect(0, HEIGHT - 44, WIDTH, 44);
        pen.setColor(new Color(0x121a1e));
        pen.fillRect(90, 96, 820, 500);
        pen.setColor(new Color(0x31434c));
        pen.fillRect(90, 70, 820, 26);
        pen.setColor(new Color(0xd8e2e0));
        pen.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 16));
        var lines = List.of(
                "alice@eng-linux-12:~$ git status",
                "On branch oriel",
                "nothing to commit, working tree clean",
                "alice@eng-linux-12:~$ ");
        for (int i = 0; i < lines.size(); i++) {
            pen.drawString(lines.get(i), 106, 124 + 22 * i);
        }
        pen.dispose();
        return picture;
    }
}
