package io.oriel.broker.directory;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The built-in directory's people and groups at one moment. Immutable; a change makes another book.
 *
 * @param people by name
 * @param groups by name
 */
record InternalBook(Map<String, Person> people, Map<String, Group> groups) {

    InternalBook {
        people = Map.copyOf(people);
        groups = Map.copyOf(groups);
    }

    /** One person. */
    record Person(String name, String displayName, PasswordHash password, boolean locked) {}

    /** One group; its members are names of people and names of groups. */
    record Group(String name, Set<String> people, Set<String> groups) {
        Group {
            people = Set.copyOf(people);
            groups = Set.copyOf(groups);
        }
    }

    static InternalBook empty() {
        return new InternalBook(Map.of(), Map.of());
    }

    Optional<Person> person(String name) {
        return Optional.ofNullable(people.get(name));
    }

    Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    /** With this person new or changed. */
    InternalBook with(Person person) {
        var changed = new TreeMap<>(people);
        changed.put(person.name(), person);
        return new InternalBook(changed, groups);
    }

    /** With this group new or changed. */
    InternalBook with(Group group) {
        var changed = new TreeMap<>(groups);
        changed.put(group.name(), group);
        return new InternalBook(people, changed);
    }

    /** Without a person, who also leaves every group. */
    InternalBook withoutPerson(String name) {
        var fewer = new TreeMap<>(people);
        fewer.remove(name);
        var left = new TreeMap<String, Group>();
        groups.values()
                .forEach(group ->
                        left.put(group.name(), new Group(group.name(), without(group.people(), name), group.groups())));
        return new InternalBook(fewer, left);
    }

    /** Without a group, which also leaves every other. */
    InternalBook withoutGroup(String name) {
        var left = new TreeMap<String, Group>();
        groups.values().stream()
                .filter(group -> !group.name().equals(name))
                .forEach(group ->
                        left.put(group.name(), new Group(group.name(), group.people(), without(group.groups(), name))));
        return new InternalBook(people, left);
    }

    /** Every group a person is in, those of groups included. A circle of groups ends. */
    Set<String> groupsOf(String person) {
        return closure(group -> group.people().contains(person));
    }

    /** Every group a group is in, those of groups included. A circle of groups ends. */
    Set<String> groupsOfGroup(String name) {
        return closure(group -> group.groups().contains(name));
    }

    private Set<String> closure(Predicate<Group> first) {
        var found = new TreeSet<String>();
        var next = new ArrayDeque<String>();
        for (var group : groups.values()) {
            if (first.test(group) && found.add(group.name())) {
                next.add(group.name());
            }
        }
        while (!next.isEmpty()) {
            var inner = next.remove();
            for (var group : groups.values()) {
                if (group.groups().contains(inner) && found.add(group.name())) {
                    next.add(group.name());
                }
            }
        }
        return found;
    }

    /** Everybody, by name. */
    List<Person> allPeople() {
        return people.values().stream()
                .sorted(java.util.Comparator.comparing(Person::name))
                .toList();
    }

    /** Every group, by name. */
    List<Group> allGroups() {
        return groups.values().stream()
                .sorted(java.util.Comparator.comparing(Group::name))
                .toList();
    }

    private static Set<String> without(Set<String> names, String name) {
        var fewer = new TreeSet<>(names);
        fewer.remove(name);
        return fewer;
    }
}
