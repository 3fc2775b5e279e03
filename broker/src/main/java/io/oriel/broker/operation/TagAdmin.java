package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.PoolModule;
import io.oriel.pool.Tagging;
import io.oriel.pool.Tagging.Kind;
import io.oriel.pool.estate.Tag;
import io.oriel.pool.estate.Tags;
import io.oriel.pool.estate.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The tree of tags. Throws {@link BrokerException} FORBIDDEN, NOT_FOUND and INVALID, and {@link
 * io.oriel.pool.PoolException} NOT_FOUND, ALREADY_EXISTS and INVALID.
 */
public final class TagAdmin {
    private final Rights rights;
    private final PoolModule estate;
    private final Tagging tagging;

    public TagAdmin(Rights rights, PoolModule estate) {
        this.rights = rights;
        this.estate = estate;
        this.tagging = estate.tagging();
    }

    /**
     * A tag.
     *
     * @param carriers how many things carry it themselves
     */
    public record Entry(Tag tag, int carriers) {}

    /** What a tag shall be; of one that is there, empty leaves it as it is, and a parent {@code ""} puts it at the top. */
    public record Wish(Optional<String> parent, Optional<String> description) {}

    /** All tags, by name. */
    public List<Entry> list(User actor) {
        rights.require(actor, UseCase.TAG_LIST);
        var tags = tagging.all();
        return tagging.list().stream()
                .map(tag -> new Entry(tag, carriers(tags, tag.name())))
                .toList();
    }

    public Tag add(User actor, String name, Wish wish) {
        rights.require(actor, UseCase.TAG_EDIT);
        var checks = new Checks();
        checks.name(Optional.of(name), Optional.empty());
        var description = checks.description(wish.description(), "");
        checks.done();
        var made = tagging.create(new Tag(name, wish.parent().filter(it -> !it.isBlank()), description));
        record(actor, "tag " + name + " added");
        return made;
    }

    public Tag edit(User actor, String name, Wish wish) {
        rights.require(actor, UseCase.TAG_EDIT);
        var known = tagging.list().stream()
                .filter(tag -> tag.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no tag " + name));
        var parent = wish.parent().isPresent() ? wish.parent().filter(it -> !it.isBlank()) : known.parent();
        var changed = tagging.change(new Tag(name, parent, wish.description().orElse(known.description())));
        record(actor, "tag " + name + " edited");
        return changed;
    }

    /** Removes a tag from everything; its parts become parts of what it was part of. */
    public void remove(User actor, String name) {
        rights.require(actor, UseCase.TAG_EDIT);
        tagging.remove(name);
        record(actor, "tag " + name + " deleted");
    }

    /**
     * Puts a tag on a thing, or takes it off.
     *
     * @param thing its name or id; a template's name means all its versions
     */
    public void set(User actor, String tag, Kind kind, String thing, boolean carried) {
        rights.require(actor, UseCase.TAG_EDIT);
        for (var each : find(actor, kind, thing)) {
            tagging.set(each, tag, carried);
        }
        record(actor, "tag " + tag + (carried ? " put on " : " taken from ") + thing);
    }

    /** What may not be seen is not there. */
    private List<Tagging.Thing> find(User actor, Kind kind, String name) {
        var found = switch (kind) {
            case VM ->
                estate.vms().list().stream()
                        .filter(it ->
                                it.name().equals(name) || it.id().toString().equals(name))
                        .filter(it -> rights.sees(actor, ObjectRef.of(it.id())))
                        .map(it -> new Tagging.Thing(kind, it.id().toString(), it.name()))
                        .toList();
            case HOST ->
                estate.hosts().list().stream()
                        .filter(it ->
                                it.name().equals(name) || it.id().toString().equals(name))
                        .filter(it -> rights.sees(actor, ObjectRef.of(it.id())))
                        .map(it -> new Tagging.Thing(kind, it.id().toString(), it.name()))
                        .toList();
            case TEMPLATE ->
                estate.templates().list().stream()
                        .filter(it ->
                                it.name().equals(name) || it.id().toString().equals(name))
                        .filter(it -> rights.sees(actor, ObjectRef.template(it.name())))
                        .map(it -> new Tagging.Thing(kind, it.id().toString(), it.word()))
                        .toList();
            case USER -> user(name);
        };
        if (found.isEmpty()) {
            throw new BrokerException(
                    Code.NOT_FOUND, "there is no " + kind.name().toLowerCase(Locale.ROOT) + " " + name);
        }
        return found;
    }

    /** People of every directory may be tagged, also those who were not here yet. */
    private static List<Tagging.Thing> user(String name) {
        try {
            var id = new UserId(name.strip());
            return id.value().lastIndexOf('@') > 0
                    ? List.of(new Tagging.Thing(Kind.USER, id.value(), id.value()))
                    : List.of();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private void record(User actor, String what) {
        Admins.record(estate.events(), actor, what);
    }

    private static int carriers(Tags tags, String name) {
        return count(tags.vms().values(), name)
                + count(tags.hosts().values(), name)
                + count(tags.templates().values(), name)
                + count(tags.users().values(), name);
    }

    private static int count(Collection<? extends Collection<String>> carried, String name) {
        return (int) carried.stream().filter(tags -> tags.contains(name)).count();
    }
}
