package io.oriel.broker.directory;

import io.oriel.broker.directory.InternalBook.Group;
import io.oriel.broker.directory.InternalBook.Person;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.estate.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The built-in directory: people and groups of this installation, kept in one file.
 *
 * <p>Reading takes no lock. A change is on the disk before it can be seen; the lock closes the race between two changes.
 */
public final class InternalDirectory implements Directory {
    /** The name of this directory. */
    public static final String NAME = "internal";

    private static final Pattern NAMES = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final int SHORTEST_PASSWORD = 4;

    private final InternalLdif ldif;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile InternalBook book;

    /** Opens the file, or begins an empty directory when there is none. */
    public InternalDirectory(Path file) {
        this.ldif = new InternalLdif(file);
        this.book = ldif.read();
    }

    /**
     * One person of the directory, for its administration.
     *
     * @param groups by name without the directory, nested ones included
     */
    public record Entry(UserId id, String displayName, boolean locked, List<String> groups) {
        public Entry {
            groups = List.copyOf(groups);
        }
    }

    /**
     * One group of the directory.
     *
     * @param members {@code alice@internal} for people, {@code group staff@internal} for groups
     */
    public record GroupEntry(String name, List<String> members) {
        public GroupEntry {
            members = List.copyOf(members);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Verdict authenticate(String name, String password) {
        if (!Typed.isPassword(password) || !Typed.isName(name)) {
            return new Verdict.WrongSecret();
        }
        var now = book;
        var person = now.person(Typed.canonical(name));
        var right = person.map(Person::password).orElse(PasswordHash.dummy()).matches(password);
        if (!right || person.isEmpty()) {
            return new Verdict.WrongSecret();
        }
        return person.get().locked() ? new Verdict.Locked() : new Verdict.Accepted(user(now, person.get()));
    }

    @Override
    public boolean admits(UserId user) {
        return local(user.value())
                .flatMap(book::person)
                .map(person -> !person.locked())
                .orElse(false);
    }

    /** Everybody, by name. */
    public List<Entry> people() {
        var now = book;
        return now.allPeople().stream()
                .map(person -> new Entry(
                        id(person.name()),
                        person.displayName(),
                        person.locked(),
                        List.copyOf(now.groupsOf(person.name()))))
                .toList();
    }

    /** Every group, by name. */
    public List<GroupEntry> groups() {
        return book.allGroups().stream()
                .map(group -> {
                    var members = new TreeSet<String>();
                    group.people().forEach(name -> members.add(name + "@" + NAME));
                    group.groups().forEach(name -> members.add("group " + name + "@" + NAME));
                    return new GroupEntry(group.name() + "@" + NAME, List.copyOf(members));
                })
                .toList();
    }

    /** The groups a person is in, as {@code staff@internal}, nested ones included; none when there is no such person. */
    public Set<String> groupsOf(String name) {
        return full(local(name).map(book::groupsOf).orElse(Set.of()));
    }

    /** The same of a group. */
    public Set<String> groupsOfGroup(String name) {
        return full(local(name).map(book::groupsOfGroup).orElse(Set.of()));
    }

    private static Set<String> full(Set<String> names) {
        return names.stream().map(name -> name + "@" + NAME).collect(Collectors.toUnmodifiableSet());
    }

    /** Adds a person. */
    public UserId add(String name, String displayName, String password) {
        var checked = newName(name);
        var hash = PasswordHash.of(strongEnough(password));
        var shown = displayName.isBlank() ? checked : displayName.strip();
        if (!Typed.isName(shown)) {
            throw new BrokerException(Code.INVALID, "a display name has at most 256 characters, all printable");
        }
        change(now -> {
            if (now.person(checked).isPresent()) {
                throw new BrokerException(Code.ALREADY_EXISTS, "there is a user " + checked + "@" + NAME + " already");
            }
            return now.with(new Person(checked, shown, hash, false));
        });
        return id(checked);
    }

    /** Gives a person a new password. */
    public void setPassword(String name, String password) {
        var hash = PasswordHash.of(strongEnough(password));
        changePerson(name, person -> new Person(person.name(), person.displayName(), hash, person.locked()));
    }

    /** Locks a person out, or lets them in again. */
    public void setLocked(String name, boolean locked) {
        changePerson(name, person -> new Person(person.name(), person.displayName(), person.password(), locked));
    }

    /** Removes a person. */
    public void delete(String name) {
        change(now -> now.withoutPerson(knownPerson(now, name).name()));
    }

    /** Adds an empty group. */
    public void addGroup(String name) {
        var checked = newName(name);
        change(now -> {
            if (now.group(checked).isPresent()) {
                throw new BrokerException(Code.ALREADY_EXISTS, "there is a group " + checked + "@" + NAME + " already");
            }
            return now.with(new Group(checked, Set.of(), Set.of()));
        });
    }

    /** Removes a group; its members stay. */
    public void deleteGroup(String name) {
        change(now -> now.withoutGroup(knownGroup(now, name).name()));
    }

    /** Puts a person or a group into a group, or takes them out. Doing it twice changes nothing. */
    public void setMember(String group, String member, boolean isGroup, boolean in) {
        change(now -> {
            var into = knownGroup(now, group);
            var name = isGroup
                    ? knownGroup(now, member).name()
                    : knownPerson(now, member).name();
            var people = new TreeSet<>(into.people());
            var groups = new TreeSet<>(into.groups());
            var members = isGroup ? groups : people;
            if (in) {
                members.add(name);
            } else {
                members.remove(name);
            }
            return now.with(new Group(into.name(), people, groups));
        });
    }

    @Override
    public void close() {
        // nothing is open: every change is on the disk already
    }

    private void changePerson(String name, UnaryOperator<Person> how) {
        change(now -> now.with(how.apply(knownPerson(now, name))));
    }

    private void change(UnaryOperator<InternalBook> how) {
        changing.lock();
        try {
            var next = how.apply(book);
            ldif.write(next);
            book = next;
        } finally {
            changing.unlock();
        }
    }

    private static Person knownPerson(InternalBook now, String name) {
        return local(name)
                .flatMap(now::person)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no such user in " + NAME));
    }

    private static Group knownGroup(InternalBook now, String name) {
        return local(name)
                .flatMap(now::group)
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no such group in " + NAME));
    }

    /** A name without {@code @internal}; empty when it belongs to another directory. */
    private static Optional<String> local(String name) {
        var spelled = Typed.canonical(name);
        int at = spelled.lastIndexOf('@');
        if (at < 0) {
            return Optional.of(spelled);
        }
        return spelled.substring(at + 1).equals(NAME) ? Optional.of(spelled.substring(0, at)) : Optional.empty();
    }

    private static String newName(String name) {
        return local(name)
                .filter(local -> NAMES.matcher(local).matches() && !local.equals("admin"))
                .orElseThrow(() -> new BrokerException(
                        Code.INVALID,
                        "a name has 1 to 64 of the characters a-z 0-9 . _ -, begins with a letter or digit, and is not"
                                + " admin"));
    }

    private static String strongEnough(String password) {
        if (!Typed.isPassword(password) || password.length() < SHORTEST_PASSWORD) {
            throw new BrokerException(
                    Code.INVALID, "a password has " + SHORTEST_PASSWORD + " to 1024 characters and is not blank");
        }
        return password;
    }

    private static User user(InternalBook book, Person person) {
        var groups = book.groupsOf(person.name()).stream()
                .map(group -> group + "@" + NAME)
                .collect(Collectors.toUnmodifiableSet());
        return new User(id(person.name()), person.displayName(), groups, false);
    }

    private static UserId id(String name) {
        return new UserId(name + "@" + NAME);
    }
}
