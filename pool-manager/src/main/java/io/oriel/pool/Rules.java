package io.oriel.pool;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/** What names and addresses look like, and what it means when the database refuses a row. */
final class Rules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    private static final int MOST_USES = 10;

    private Rules() {}

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new PoolException(PoolException.Code.INVALID, rule);
        }
    }

    static void name(String what, String name) {
        require(
                NAME.matcher(name).matches(),
                what + "'s name has 1 to 63 letters, digits, '.', '_' and '-', and begins with a letter or digit");
    }

    /** Of what hosts stand in: in any script. */
    static void siteName(String what, String name) {
        require(Names.isName(name), what + "'s name has " + Names.RULE);
    }

    static void address(String address, int port) {
        require(ADDRESS.matcher(address).matches(), "an address is a host name or an IP address");
        require(port >= 1 && port <= 65535, "a port is a number from 1 to 65535");
    }

    static void description(String text) {
        require(
                Names.isDescription(text),
                "a description is one line of at most " + Names.LONGEST_DESCRIPTION + " characters");
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

    /** Refuses when something uses it, by name. */
    static void unused(String what, List<String> uses) {
        if (!uses.isEmpty()) {
            throw new PoolException(
                    PoolException.Code.IN_USE,
                    what + " cannot be deleted: it is used by " + String.join(", ", uses)
                            + (uses.size() < MOST_USES ? "" : " and perhaps others"));
        }
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
