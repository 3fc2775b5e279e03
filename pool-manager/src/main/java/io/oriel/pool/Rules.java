package io.oriel.pool;

import io.oriel.pool.estate.Template;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/** What names and addresses look like, and what it means when the database refuses a row. */
final class Rules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_DESCRIPTION = 500;

    private Rules() {}

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new PoolException(PoolException.Code.INVALID, rule);
        }
    }

    /** A name that machines take too: of hosts, networks and the like. */
    static void name(String what, String name) {
        require(
                NAME.matcher(name).matches(),
                what + "'s name has 1 to 63 letters, digits, '.', '_' and '-', and begins with a letter or digit");
    }

    /** A name that only people read: any writing, no tricks. */
    static void shownName(String what, String name) {
        nameFault(name).ifPresent(rule -> require(false, what + "'s name " + rule));
    }

    /** What is wrong with a name that people give and read; empty when nothing is. */
    static Optional<String> nameFault(String name) {
        if (name.isBlank() || !name.equals(name.strip())) {
            return Optional.of("is there, and neither begins nor ends with a space");
        }
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            return Optional.of("has at most " + LONGEST_NAME + " characters");
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of("is in Unicode's composed form (NFC)");
        }
        return name.codePoints().allMatch(Rules::mayStandInNames)
                ? Optional.empty()
                : Optional.of("has no control or invisible characters and none of < > & \" ' / \\");
    }

    private static boolean mayStandInNames(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> "<>&\"'/\\".indexOf(c) < 0;
        };
    }

    static void address(String address, int port) {
        require(ADDRESS.matcher(address).matches(), "an address is a host name or an IP address");
        require(port >= 1 && port <= 65535, "a port is a number from 1 to 65535");
    }

    static void description(String text) {
        require(
                text.length() <= LONGEST_DESCRIPTION && text.chars().noneMatch(Character::isISOControl),
                "a description is one line of at most " + LONGEST_DESCRIPTION + " characters");
    }

    /** Writes a row whose name may be taken. */
    static void naming(String what, String name, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException e) {
            throw new PoolException(PoolException.Code.ALREADY_EXISTS, "there is " + what + " " + name + " already", e);
        }
    }

    /** Deletes a row that something may refer to. */
    static void deleting(String what, String inUse, Runnable write) {
        try {
            write.run();
        } catch (DataIntegrityViolationException e) {
            throw new PoolException(PoolException.Code.IN_USE, what + " cannot be deleted: " + inUse, e);
        }
    }

    /** A template that clones can be made of. */
    static Template usable(Template template) {
        if (!template.ok()) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    "template " + template.word() + " is " + template.state().name().toLowerCase(Locale.ROOT) + " and cannot be used");
        }
        return template;
    }

    static PoolException notFound(String what) {
        return new PoolException(PoolException.Code.NOT_FOUND, "there is no " + what);
    }

    /** The one with this name or id. */
    static <T> T one(List<T> all, Function<T, ?> key, Object wanted, String what) {
        return all.stream()
                .filter(it -> key.apply(it).equals(wanted))
                .findFirst()
                .orElseThrow(() -> notFound(what + " " + wanted));
    }
}
