package io.oriel.broker.operation;

import io.oriel.broker.access.People;
import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.Directory;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.Typed;
import io.oriel.broker.directory.User;
import io.oriel.broker.directory.Verdict;
import io.oriel.broker.presence.Presence;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.EventCode;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets a person in.
 *
 * <p>Tries are counted before the password is looked at, by (person, address) and by address; never by person alone, or
 * anybody could lock out anybody. A success gives the counts back.
 */
public final class Login {
    private static final int TRIES = 5;
    private static final int TRIES_OF_ADDRESS = 50;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Directories directories;
    private final SuperUsers superUsers;
    private final People people;
    private final Presence presence;
    private final Events events;

    /** @param people who may do everything, and where it is noted who has come */
    public Login(Directories directories, SuperUsers superUsers, People people, Presence presence, Events events) {
        this.directories = directories;
        this.superUsers = superUsers;
        this.people = people;
        this.presence = presence;
        this.events = events;
    }

    /** The directories a person may choose from, the usual one first. */
    public List<String> directories() {
        return directories.names();
    }

    /**
     * Tries to let a person in.
     *
     * @param name as typed; any text
     * @param directory one of {@link #directories}; any text
     * @param clientAddress where the try comes from, as the portal saw it
     */
    public LoginResult login(String name, String directory, String password, String clientAddress) {
        var person = person(name, directory);
        var mine = "login:" + person + ":" + clientAddress;
        var address = "login::" + clientAddress;
        var ofAddress = presence.add(address, WINDOW);
        var tries = presence.add(mine, WINDOW);
        if (tries.times() > TRIES || ofAddress.times() > TRIES_OF_ADDRESS) {
            var wait = tries.times() > TRIES ? tries.left() : ofAddress.left();
            if (tries.times() == TRIES + 1 || ofAddress.times() == TRIES_OF_ADDRESS + 1) {
                event(
                        EventCode.TOO_MANY_LOGINS,
                        Severity.WARNING,
                        "too many tries to log in as " + person + " from " + clientAddress);
            }
            return new LoginResult.TooManyTries(wait);
        }
        var result = judge(name, directory, password, (int) (TRIES - tries.times()));
        switch (result) {
            case LoginResult.Welcome(var user) -> {
                people.seen(user);
                presence.forget(mine);
                presence.takeBack(address);
                events.record(Event.of(Severity.NORMAL, user.id() + " logged in from " + clientAddress)
                        .coded(EventCode.USER_VDC_LOGIN)
                        .about(user.id()));
            }
            case LoginResult.WrongSecret _ ->
                event(
                        EventCode.USER_VDC_LOGIN_FAILED,
                        Severity.WARNING,
                        "failed login as " + person + " from " + clientAddress);
            case LoginResult.Locked() ->
                event(
                        EventCode.USER_VDC_LOGIN_FAILED,
                        Severity.WARNING,
                        "login of locked " + person + " from " + clientAddress);
            case LoginResult.DirectoryDown(var down) -> {
                presence.takeBack(mine); // nothing was guessed
                presence.takeBack(address);
                event(
                        EventCode.DIRECTORY_DOWN,
                        Severity.ALERT,
                        "directory " + down + " cannot be asked, people cannot log in");
            }
            case LoginResult.TooManyTries _ -> {}
        }
        return result;
    }

    private LoginResult judge(String name, String directory, String password, int triesLeft) {
        var verdict = SuperUsers.isSuperUser(name, directory)
                ? superUsers.authenticate(password)
                : directories
                        .find(directory)
                        .map(found -> ask(found, name, password))
                        .orElse(new Verdict.WrongSecret());
        return switch (verdict) {
            case Verdict.Accepted(var user) -> new LoginResult.Welcome(withRights(user));
            case Verdict.WrongSecret() -> new LoginResult.WrongSecret(triesLeft);
            case Verdict.Locked() -> new LoginResult.Locked();
            case Verdict.Down _ -> new LoginResult.DirectoryDown(directory);
        };
    }

    private static Verdict ask(Directory directory, String name, String password) {
        return directory.authenticate(name, password);
    }

    private User withRights(User user) {
        return user.withSuperUser(user.superUser() || people.isSuperUser(user.id()));
    }

    private void event(EventCode code, Severity severity, String text) {
        events.record(Event.of(severity, text).coded(code));
    }

    /** Who it claims to be, as far as that can be written down. */
    private static String person(String name, String directory) {
        var shown = Typed.isName(name) ? Typed.canonical(name) : "(unprintable)";
        return shown + "@"
                + Optional.of(directory)
                        .filter(Typed::isName)
                        .map(Typed::canonical)
                        .orElse("(unprintable)");
    }
}
