package io.oriel.loadtest.rig;

import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Many people of the built-in directory, all of one group. */
final class People {
    /** The group, as entitlements name it. */
    static final String GROUP = "people@internal";

    private static final String FIRST = "person-0";

    private People() {}

    /**
     * Writes the directory's file. Everybody has the first one's password: hashing takes a tenth of a second on purpose,
     * and nobody logs in here.
     */
    static List<User> write(Path ldif, int number) throws IOException {
        new InternalDirectory(ldif).add(FIRST, "", "nobody-logs-in");
        var text = Files.readString(ldif);
        var first = text.substring(text.indexOf("dn:"));
        var all = new StringBuilder(text);
        IntStream.range(1, number).forEach(i -> all.append('\n').append(first.replace(FIRST, "person-" + i)));
        Files.writeString(ldif, all);
        return IntStream.range(0, number)
                .mapToObj(i -> new User(new UserId("person-" + i + "@internal"), "", Set.of(GROUP), false))
                .toList();
    }
}
