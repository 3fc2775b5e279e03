package io.oriel.broker.operation;

import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.session.OpenSession;
import io.oriel.broker.session.Session;
import io.oriel.broker.session.SessionState;
import io.oriel.broker.session.Sessions;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.search.Census;
import io.oriel.pool.search.Person;
import io.oriel.pool.search.Sitting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is known here: the built-in directory's people, and those of others who hold a desktop or sit at one. */
final class People {
    private final InternalDirectory directory;
    private final Sessions sessions;

    People(InternalDirectory directory, Sessions sessions) {
        this.directory = directory;
        this.sessions = sessions;
    }

    /** @param holders who hold a desktop */
    Census.People known(Collection<UserId> holders) {
        var open = sessions.open().stream().map(OpenSession::session).toList();
        Map<UserId, Person> all = new LinkedHashMap<>();
        all.put(SuperUsers.ADMIN, new Person(SuperUsers.ADMIN, "Administrator"));
        directory.people().forEach(entry -> all.put(entry.id(), new Person(entry.id(), entry.displayName())));
        holders.forEach(id -> all.putIfAbsent(id, stranger(id)));
        open.forEach(session -> all.putIfAbsent(session.user(), stranger(session.user())));
        return new Census.People(
                List.copyOf(all.values()),
                directory.groups().stream()
                        .map(InternalDirectory.GroupEntry::name)
                        .toList(),
                open.stream().map(People::sitting).toList());
    }

    /** Somebody of whom only the id is known. */
    private static Person stranger(UserId id) {
        int at = id.value().lastIndexOf('@');
        return new Person(id, at < 0 ? id.value() : id.value().substring(0, at));
    }

    private static Sitting sitting(Session session) {
        return new Sitting(
                session.id().toString(),
                session.user(),
                session.vm(),
                session.vmName(),
                session.protocol().name(),
                session.state() instanceof SessionState.Active ? "active" : "pending");
    }
}
