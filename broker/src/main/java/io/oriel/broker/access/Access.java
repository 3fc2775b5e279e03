package io.oriel.broker.access;

import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * May this person? Every answer comes from here.
 *
 * <p>Deny by default: no permission, a person who is locked or gone, or an error while asking is a no.
 */
public final class Access {
    private static final Logger log = LoggerFactory.getLogger(Access.class);
    private static final Authoriser NOBODY =
            new Authoriser(new UserId("nobody"), false, List.of(), _ -> Optional.empty());

    private final Permissions permissions;
    private final People people;
    private final Function<ObjectRef, Optional<Place>> places;
    private final Directories directories;
    private final Set<UserId> always;

    /** @param always people who need no directory to be admitted, as {@code admin@internal} */
    public Access(
            Permissions permissions,
            People people,
            Function<ObjectRef, Optional<Place>> places,
            Directories directories,
            Set<UserId> always) {
        this.permissions = permissions;
        this.people = people;
        this.places = places;
        this.directories = directories;
        this.always = Set.copyOf(always);
    }

    /** Who decides for this person, by what holds now; good for one request. Refuses everything when that cannot be known. */
    public Authoriser authoriser(User user) {
        try {
            return admitted(user.id())
                    ? new Authoriser(user.id(), user.superUser(), permissions.of(user), places)
                    : NOBODY;
        } catch (RuntimeException e) {
            log.atError().addKeyValue("user", user.id()).setCause(e).log("access could not be judged, refused");
            return NOBODY;
        }
    }

    /** Whether this person may do this to this object. */
    public Decision may(User user, ActionGroup group, ObjectRef object) {
        return judge(user, it -> it.may(group, object), new Decision.Refused(false));
    }

    /** Whether this person may take a desktop from this pool. */
    public boolean mayTake(User user, PoolId pool) {
        return may(user, ActionGroup.VM_POOL_BASIC_OPERATIONS, ObjectRef.of(pool))
                .allowed();
    }

    /**
     * Whether this person may see this VM's console now: it is theirs; or it is no desktop of a pool, nobody has it, and they
     * may connect to it. To another's screen, and to what may become another's, nobody comes who was not given {@link
     * ActionGroup#RECONNECT_TO_VM} on it, super users included.
     */
    public boolean maySee(UserId id, Vm vm) {
        try {
            if (vm.assignedTo().filter(id::equals).isPresent()) {
                return admitted(id);
            }
            var object = ObjectRef.of(vm.id());
            var user = people.last(id);
            return vm.assignedTo().isEmpty() && vm.pool().isEmpty()
                    ? may(user, ActionGroup.CONNECT_TO_VM, object).allowed()
                    : may(user.withSuperUser(false), ActionGroup.CONNECT_TO_VM, object)
                                    .allowed()
                            && may(user.withSuperUser(false), ActionGroup.RECONNECT_TO_VM, object)
                                    .allowed();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("user", id).setCause(e).log("access could not be judged, refused");
            return false;
        }
    }

    /** Of these pools, the ones this person may take from, in the same order. None when that cannot be judged. */
    public List<Pool> takeable(User user, List<Pool> pools) {
        return pools.stream().filter(pool -> mayTake(user, pool.id())).toList();
    }

    /** An object and all that it lies in, itself first, to the system; nothing when it is not there. */
    public List<ObjectRef> lineage(ObjectRef object) {
        return Stream.iterate(
                        List.of(object),
                        level -> !level.isEmpty(),
                        level -> level.stream()
                                .flatMap(it -> places.apply(it).stream())
                                .flatMap(it -> it.above().stream())
                                .distinct()
                                .toList())
                .flatMap(List::stream)
                .filter(it -> places.apply(it).isPresent())
                .distinct()
                .toList();
    }

    private <T> T judge(User user, Function<Authoriser, T> question, T no) {
        try {
            return question.apply(authoriser(user));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("user", user.id()).setCause(e).log("access could not be judged, refused");
            return no;
        }
    }

    private boolean admitted(UserId user) {
        return always.contains(user) || directories.admits(user);
    }
}
