package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.session.OpenSession;
import io.oriel.broker.session.Session;
import io.oriel.broker.session.Sessions;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.SessionId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.util.List;

/**
 * Who sits before which desktop, and ending that.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN or NOT_FOUND.
 */
public final class SessionAdmin {
    private final Rights rights;
    private final Sessions sessions;
    private final Events events;

    public SessionAdmin(Rights rights, Sessions sessions, Events events) {
        this.rights = rights;
        this.sessions = sessions;
        this.events = events;
    }

    /** Sessions that are not closed, with VMs that the actor sees; oldest first. */
    public List<OpenSession> list(User actor) {
        return rights.listed(
                actor,
                UseCase.SESSION_LIST,
                sessions.open(),
                it -> ObjectRef.of(it.session().vm()));
    }

    /** One of them. */
    public OpenSession show(User actor, SessionId id) {
        return list(actor).stream()
                .filter(open -> open.session().id().equals(id))
                .findFirst()
                .orElseThrow(() -> gone(id));
    }

    /** Ends a session; its person is told that an administrator did, within a second. The desktop goes on. */
    public void cut(User actor, SessionId id) {
        var session = sessions.find(id)
                .filter(it -> rights.sees(actor, ObjectRef.of(it.vm())))
                .orElseThrow(() -> gone(id));
        rights.require(actor, UseCase.SESSION_CUT, ObjectRef.of(session.vm()), "vm " + session.vmName());
        if (!sessions.close(id, CloseReason.REVOKED)) {
            throw gone(id);
        }
        events.record(cut(actor, session));
    }

    private static Event cut(User actor, Session session) {
        return Event.of(
                        Severity.NORMAL,
                        "session of " + session.user() + " with " + session.vmName() + " cut by " + actor.id())
                .about(session.vm())
                .about(session.user());
    }

    private static BrokerException gone(SessionId id) {
        return new BrokerException(Code.NOT_FOUND, "session " + id + " is not open: it may have ended by itself");
    }
}
