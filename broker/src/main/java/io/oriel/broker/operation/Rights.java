package io.oriel.broker.operation;

import io.oriel.broker.access.Access;
import io.oriel.broker.access.Authoriser;
import io.oriel.broker.access.Decision;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Place;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.UseCase.Ask;
import java.util.List;
import java.util.function.Function;

/**
 * The check before every act, by the table of {@link UseCase}s. What a person may not see is not there for them: the answer
 * is the same NOT_FOUND, word for word, that a wrong name gets. What they see and may not do is FORBIDDEN.
 */
public final class Rights {
    private final Access access;

    public Rights(Access access) {
        this.access = access;
    }

    /**
     * Refuses who may not do this to this object.
     *
     * @param named what they called it, as {@code vm web-1}: for the refusal
     */
    void require(User actor, UseCase what, ObjectRef object, String named) {
        switch (decide(access.authoriser(actor), what, object)) {
            case Decision.Refused(var seen) -> {
                if (seen) {
                    throw forbidden(what, named);
                }
                throw new BrokerException(Code.NOT_FOUND, "there is no " + named);
            }
            case Decision.SuperUser _, Decision.ByRole _, Decision.ByHolding _ -> {}
        }
    }

    /** As {@link #require}, for what is asked of the whole system; that is known to everybody. */
    void require(User actor, UseCase what) {
        if (!decide(access.authoriser(actor), what, ObjectRef.SYSTEM).allowed()) {
            throw forbidden(what, "the system");
        }
    }

    /** Whether a person may do this to this object now; for what pages offer. */
    public boolean may(User actor, UseCase what, ObjectRef object) {
        return decide(access.authoriser(actor), what, object).allowed();
    }

    /** Whether a person may do this to anything at all: the first question to every request. */
    public boolean mayAnywhere(User actor, UseCase what) {
        return switch (what.ask()) {
            case Ask.Open _, Ask.Own _, Ask.Sees _, Ask.SeesAny _ -> true;
            case Ask.Oversees _ -> access.authoriser(actor).administrates();
            case Ask.Needs(var group, var _) -> access.authoriser(actor).mayAnywhere(group);
        };
    }

    /** Whether a person has an administrative role on anything. */
    public boolean administrates(User actor) {
        return access.authoriser(actor).administrates();
    }

    /** What a person may do now; good for one request. */
    Authoriser of(User actor) {
        return access.authoriser(actor);
    }

    /** Whether a person may know that this object is there. */
    boolean sees(User actor, ObjectRef object) {
        return access.authoriser(actor).sees(object);
    }

    /** Of these, in their order, those that a person may list. */
    <T> List<T> listed(User actor, UseCase what, List<T> all, Function<T, ObjectRef> object) {
        var authoriser = access.authoriser(actor);
        return all.stream()
                .filter(it -> decide(authoriser, what, object.apply(it)).allowed())
                .toList();
    }

    /** As {@link #listed(User, UseCase, List, Function)}, of things whose places are at hand. */
    <T> List<T> seen(User actor, List<T> all, Function<T, ObjectRef> object, Function<T, Place> place) {
        var authoriser = access.authoriser(actor);
        return all.stream()
                .filter(it -> authoriser.sees(object.apply(it), place.apply(it)))
                .toList();
    }

    /** The refusal of what is seen. */
    static BrokerException forbidden(UseCase what, String named) {
        return new BrokerException(
                Code.FORBIDDEN,
                what.group()
                        .map(group -> "this needs the right " + group + " on " + named)
                        .orElse("only an administrator of " + named + " may do this"));
    }

    private static Decision decide(Authoriser authoriser, UseCase what, ObjectRef object) {
        return switch (what.ask()) {
            case Ask.Needs(var group, var kind) -> {
                right(kind, object, what);
                yield authoriser.may(group, object);
            }
            case Ask.Sees(var kind) -> {
                right(kind, object, what);
                yield authoriser.sees(object) ? new Decision.ByHolding() : new Decision.Refused(false);
            }
            case Ask.Oversees(var kind) -> {
                right(kind, object, what);
                yield authoriser.oversees(object)
                        ? new Decision.ByHolding()
                        : new Decision.Refused(authoriser.sees(object));
            }
            case Ask.Open _, Ask.Own _, Ask.SeesAny _ ->
                throw new IllegalArgumentException(what + " is not asked on an object");
        };
    }

    private static void right(ObjectKind kind, ObjectRef object, UseCase what) {
        if (object.kind() != kind) {
            throw new IllegalArgumentException(what + " is asked on a " + kind.word() + ", not on a "
                    + object.kind().word());
        }
    }
}
