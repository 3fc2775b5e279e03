package io.oriel.pool;

import io.oriel.pool.estate.Tag;
import io.oriel.pool.estate.Tags;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.store.TagTreeRows;
import io.oriel.pool.store.TagTreeRows.Carrier;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/** The tree of tags, and what carries them. Safe for use by many threads. */
public final class Tagging {
    private static final int DEEPEST = 20;
    private static final int MOST_TAGS = 50;

    private final TagTreeRows rows;
    private final TransactionTemplate transactions;
    private final Events events;

    Tagging(TagTreeRows rows, TransactionTemplate transactions, Events events) {
        this.rows = rows;
        this.transactions = transactions;
        this.events = events;
    }

    /** What can carry a tag. */
    public enum Kind {
        VM(Carrier.VM),
        HOST(Carrier.HOST),
        TEMPLATE(Carrier.TEMPLATE),
        USER(Carrier.USER);

        private final Carrier carrier;

        Kind(Carrier carrier) {
            this.carrier = carrier;
        }
    }

    /**
     * A thing that is there.
     *
     * @param id its id as text
     * @param name for the event
     */
    public record Thing(Kind kind, String id, String name) {}

    /** All tags, by name. */
    public List<Tag> list() {
        return rows.list();
    }

    /** All tags and what carries them. */
    public Tags all() {
        return rows.all();
    }

    /**
     * Makes a tag, which stays until it is removed.
     *
     * @throws PoolException INVALID, ALREADY_EXISTS; NOT_FOUND for what it is to be part of
     */
    public Tag create(Tag tag) {
        Rules.siteName("a tag", tag.name());
        Rules.description(tag.description());
        Rules.naming(
                "a tag",
                tag.name(),
                () -> transactions.executeWithoutResult(_ -> {
                    rows.lock();
                    belongs(tag);
                    rows.insert(tag);
                    events.record(Event.of(Severity.NORMAL, "tag " + tag.name() + " was made"));
                }));
        return tag;
    }

    /**
     * Changes what a tag is part of and what is said of it.
     *
     * @throws PoolException NOT_FOUND; INVALID, also when it would become part of itself
     */
    public Tag change(Tag tag) {
        Rules.description(tag.description());
        transactions.executeWithoutResult(_ -> {
            rows.lock();
            find(tag.name());
            belongs(tag);
            rows.update(tag);
            events.record(Event.of(Severity.NORMAL, "tag " + tag.name() + " was changed"));
        });
        return tag;
    }

    /**
     * Removes a tag from everything; its parts become parts of what it was part of.
     *
     * @throws PoolException NOT_FOUND
     */
    public void remove(String name) {
        transactions.executeWithoutResult(_ -> {
            rows.lock();
            rows.delete(find(name));
            events.record(Event.of(Severity.NORMAL, "tag " + name + " was removed"));
        });
    }

    /**
     * Has a thing carry a tag, or carry it no more; what is so already stays so.
     *
     * @throws PoolException NOT_FOUND for the tag, or for the thing when it has gone meanwhile
     */
    public void set(Thing thing, String tag, boolean carried) {
        try {
            transactions.executeWithoutResult(_ -> put(thing, find(tag), carried));
        } catch (DataIntegrityViolationException e) {
            throw Rules.notFound(word(thing));
        }
    }

    private void put(Thing thing, Tag tag, boolean carried) {
        Rules.require(
                !carried || rows.count(thing.kind().carrier, thing.id()) < MOST_TAGS,
                word(thing) + " has " + MOST_TAGS + " tags already, which is the most");
        boolean done = carried
                ? rows.attach(thing.kind().carrier, thing.id(), tag.name())
                : rows.detach(thing.kind().carrier, thing.id(), tag.name());
        if (done) {
            events.record(Event.of(
                    Severity.NORMAL,
                    "tag " + tag.name() + (carried ? " was put on " : " was taken from ") + word(thing)));
        }
    }

    private static String word(Thing thing) {
        return thing.kind().name().toLowerCase(Locale.ROOT) + " " + thing.name();
    }

    private Tag find(String name) {
        return rows.list().stream()
                .filter(tag -> tag.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Rules.notFound("tag " + name));
    }

    private void belongs(Tag tag) {
        var parent = tag.parent();
        if (parent.isEmpty()) {
            return;
        }
        find(parent.get());
        Rules.require(!rows.within(parent.get(), tag.name()), "tag " + tag.name() + " cannot be part of itself");
        Rules.require(depth(parent) < DEEPEST, "tags are nested at most " + DEEPEST + " deep");
    }

    private int depth(Optional<String> parent) {
        int depth = 0;
        for (var up = parent; up.isPresent() && depth <= DEEPEST; depth++) {
            up = find(up.get()).parent();
        }
        return depth;
    }
}
