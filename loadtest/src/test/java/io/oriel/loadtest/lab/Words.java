package io.oriel.loadtest.lab;

import java.security.SecureRandom;

/** Random words of eight letters: what is seen on a screen was typed in this run and no other. */
public final class Words {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Words() {}

    public static String random() {
        var word = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            word.append((char) ('a' + RANDOM.nextInt(26)));
        }
        return word.toString();
    }
}
