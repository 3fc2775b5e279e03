package io.oriel.pool;

import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.Template;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/** What names and addresses look like, and what it means when the database refuses a row. */
final class Rules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern MAC = Pattern.compile(
            "[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){2}");
    private static final Pattern ISO = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._()+-]{0,199}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    private static final int MOST_USES = 10;

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

    /** A VM's name may be in any script; it has nothing that means something to a shell, a path or XML. */
    static void vmName(String name) {
        siteName("a vm", name);
    }

    /** A card's address as it is kept: lower case, with colons. */
    static String mac(String text) {
        var digits = text.toLowerCase(Locale.ROOT).replaceAll("[:.-]", "");
        require(
                digits.matches("[0-9a-f]{12}") && MAC.matcher(text).matches(),
                "a card's address is six pairs of hexadecimal digits, like 52:54:00:12:34:56");
        boolean group = (Integer.parseInt(digits.substring(0, 2), 16) & 1) == 1;
        require(
                !group && !digits.equals("000000000000"),
                "card address " + text + " is that of a group, or of nobody; its second digit must be even");
        return digits.replaceAll("(..)(?!$)", "$1:");
    }

    static void shape(Shape shape) {
        require(shape.vcpus() >= 1 && shape.vcpus() <= 64, "a vm has 1 to 64 processors");
        require(shape.memoryMiB() >= 16 && shape.memoryMiB() <= 1 << 20, "a vm has 16 to 1048576 MiB of memory");
        require(shape.heads() >= 1 && shape.heads() <= 4, "a vm has 1 to 4 screens");
    }

    static void size(long bytes) {
        require(bytes >= 1L << 20 && bytes <= 1L << 46, "a disk has 1 MiB to 64 TiB");
    }

    /** A CD image lies in a storage domain that is there. */
    static void iso(Iso iso, Site site) {
        require(site.storage().containsKey(iso.storage()), "there is no storage domain " + iso.storage());
        require(
                ISO.matcher(iso.name()).matches(),
                "a CD image is a file's name: at most 200 letters, digits, '.', '_', '-' and spaces, no slash");
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

    /** Writes a VM, whose name, or a card of which, may be taken. */
    static <T> T unique(String what, String name, Supplier<T> write) {
        try {
            return write.get();
        } catch (DuplicateKeyException e) {
            var words = String.valueOf(e.getMessage());
            var taken = words.contains("nic_mac")
                    ? "another card has this address; every card has its own"
                    : words.contains("disk_name") || words.contains("snapshot_name")
                            ? "the vm has one of this name already"
                            : "there is " + what + " " + name + " already";
            throw new PoolException(PoolException.Code.ALREADY_EXISTS, taken, e);
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
                    "template " + template.word() + " is "
                            + template.state().name().toLowerCase(Locale.ROOT) + " and cannot be used");
        }
        return template;
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

    /** Somebody else was quicker. */
    static PoolException changed(String what) {
        return new PoolException(
                PoolException.Code.CONFLICT, what + " has just been changed by somebody else; try again");
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
