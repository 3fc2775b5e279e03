package io.oriel.pool;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** What names and descriptions of the estate's things look like; for whoever wants to tell all faults at once. */
public final class Names {
    /** The rule for names, to be read after "a name has". */
    public static final String RULE =
            "1 to 63 letters and digits of any script, '.', '_' and '-', with single spaces between words, and begins with a"
                    + " letter or digit";

    /** The longest description. */
    public static final int LONGEST_DESCRIPTION = 500;

    /** The same as a pattern: no space but the plain one, which never stands first, last or twice. */
    public static final String PATTERN =
            "(?=.{1,63}$)[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]*( [\\p{L}\\p{M}\\p{N}._-]+)*";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private Names() {}

    /** Whether a text may be a name: nothing in it means something to a shell, a path or XML. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches() && Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    /** Whether a text may be a description: one line. */
    public static boolean isDescription(String text) {
        return text.length() <= LONGEST_DESCRIPTION && text.chars().noneMatch(Character::isISOControl);
    }
}
