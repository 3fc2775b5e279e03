package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.event.Events;
import io.oriel.pool.search.Parser;
import io.oriel.pool.search.Parsing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Saved queries: a person's own, and those that administrators share with everybody. Each finds only what the person who
 * looks may see. Throws {@link BrokerException} FORBIDDEN, NOT_FOUND, ALREADY_EXISTS and INVALID.
 */
public final class Bookmarks {
    /** The most that one person may see: every one of them is counted when the list is shown. */
    private static final int MOST = 400;

    private static final int LONGEST_NAME = 63;

    private final Rights rights;
    private final JdbcClient jdbc;
    private final SearchBar bar;
    private final Events events;

    public Bookmarks(Rights rights, JdbcClient jdbc, SearchBar bar, Events events) {
        this.rights = rights;
        this.jdbc = jdbc;
        this.bar = bar;
        this.events = events;
    }

    /**
     * A saved query.
     *
     * @param shared whether everybody has it
     * @param count how many things it finds now; empty when it is not counted, or means nothing any more
     */
    public record Bookmark(UUID id, String name, String query, boolean shared, OptionalInt count) {}

    /** Their own and the shared ones, by name, with what each finds now. */
    public List<Bookmark> list(User actor) {
        var rows = rows(actor);
        if (rows.isEmpty()) {
            return rows;
        }
        var census = bar.of(actor);
        return rows.stream()
                .map(it ->
                        new Bookmark(it.id(), it.name(), it.query(), it.shared(), SearchBar.count(it.query(), census)))
                .toList();
    }

    /** Saves a query. @param shared for everybody; administrators only */
    public Bookmark add(User actor, String name, String query, boolean shared) {
        if (shared) {
            rights.require(actor, UseCase.BOOKMARK_SHARE);
        }
        check(name, query);
        if (rows(actor).size() >= MOST) {
            throw new BrokerException(Code.INVALID, "there are " + MOST + " bookmarks, which is the most; remove some");
        }
        var made = new Bookmark(UUID.randomUUID(), name.strip(), query, shared, OptionalInt.empty());
        write(
                name,
                () -> jdbc.sql("insert into broker.bookmark (id, owner, name, query) values (:id, :owner, :name,"
                                + " :query)")
                        .param("id", made.id())
                        .param("owner", shared ? null : actor.id().value())
                        .param("name", made.name())
                        .param("query", query)
                        .update());
        told(actor, made, "saved");
        return made;
    }

    /** Changes a saved query. @param id as in the list; also a name of their own, else a shared one's */
    public Bookmark edit(User actor, String id, Optional<String> name, Optional<String> query) {
        var known = mine(actor, id);
        var next = new Bookmark(
                known.id(),
                name.orElse(known.name()).strip(),
                query.orElse(known.query()),
                known.shared(),
                OptionalInt.empty());
        check(next.name(), next.query());
        write(
                next.name(),
                () -> jdbc.sql("update broker.bookmark set name = :name, query = :query where id = :id")
                        .param("id", known.id())
                        .param("name", next.name())
                        .param("query", next.query())
                        .update());
        told(actor, next, "changed");
        return next;
    }

    /** Removes a saved query. @param id as for {@link #edit} */
    public void remove(User actor, String id) {
        var known = mine(actor, id);
        jdbc.sql("delete from broker.bookmark where id = :id")
                .param("id", known.id())
                .update();
        told(actor, known, "removed");
    }

    /** What everybody has is worth a line in the log; what somebody keeps for themselves is not. */
    private void told(User actor, Bookmark bookmark, String what) {
        if (bookmark.shared()) {
            Admins.record(events, actor, "shared bookmark " + bookmark.name() + " " + what);
        }
    }

    /** One that this person may change; shared ones only administrators may. */
    private Bookmark mine(User actor, String id) {
        var found = rows(actor).stream()
                .filter(it -> it.id().toString().equals(id) || it.name().equals(id))
                .findFirst()
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no bookmark " + id));
        if (found.shared()) {
            rights.require(actor, UseCase.BOOKMARK_SHARE);
        }
        return found;
    }

    private List<Bookmark> rows(User actor) {
        return jdbc.sql("""
            select id, owner, name, query from broker.bookmark where owner = :owner or owner is null
            order by owner is null, lower(name), id\
            """)
                .param("owner", actor.id().value())
                .query((row, _) -> new Bookmark(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("query"),
                        row.getString("owner") == null,
                        OptionalInt.empty()))
                .list();
    }

    private static void check(String name, String query) {
        var checks = new Checks();
        checks.require(
                !name.isBlank()
                        && name.strip().length() <= LONGEST_NAME
                        && name.chars().noneMatch(Character::isISOControl),
                "name",
                "form",
                "a bookmark's name is one line of 1 to " + LONGEST_NAME + " characters");
        if (Parser.parse(query) instanceof Parsing.Broken(var fault, var _)) {
            checks.wrong("query", "form", "the query cannot be searched for: " + fault.text());
        }
        checks.done();
    }

    private static void write(String name, Runnable statement) {
        try {
            statement.run();
        } catch (DuplicateKeyException e) {
            throw new BrokerException(Code.ALREADY_EXISTS, "there is a bookmark " + name + " already", e);
        }
    }
}
