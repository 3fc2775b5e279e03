package io.oriel.broker.access;

import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who may take a desktop from a pool, and who may see a VM's console.
 *
 * <p>Deny by default: no entitlement, no assignment, or an error while asking is a no. A super user may take from every
 * pool, and like everybody sees only the consoles of VMs that are theirs.
 */
public final class Access {
    private static final Logger log = LoggerFactory.getLogger(Access.class);

    private final JdbcClient jdbc;
    private final Directories directories;
    private final Set<UserId> always;

    /** @param always people who need no directory to be admitted, as {@code admin@internal} */
    public Access(JdbcClient jdbc, Directories directories, Set<UserId> always) {
        this.jdbc = jdbc;
        this.directories = directories;
        this.always = Set.copyOf(always);
    }

    /** Whether this person may take a desktop from this pool. */
    public boolean mayTake(User user, PoolId pool) {
        try {
            return admitted(user.id())
                    && (user.superUser() || entitlements(user).contains(pool));
        } catch (RuntimeException e) {
            return denied(user.id(), e);
        }
    }

    /** Whether this person may see this VM's console: it is assigned to them, and they were not locked since. */
    public boolean maySee(UserId user, Vm vm) {
        try {
            return vm.assignedTo().filter(user::equals).isPresent() && admitted(user);
        } catch (RuntimeException e) {
            return denied(user, e);
        }
    }

    /** Of these pools, the ones this person may take from, in the same order. None when that cannot be judged. */
    public List<Pool> takeable(User user, List<Pool> pools) {
        try {
            if (!admitted(user.id())) {
                return List.of();
            }
            var entitled = user.superUser() ? Set.<PoolId>of() : entitlements(user);
            return pools.stream()
                    .filter(pool -> user.superUser() || entitled.contains(pool.id()))
                    .toList();
        } catch (RuntimeException e) {
            denied(user.id(), e);
            return List.of();
        }
    }

    private Set<PoolId> entitlements(User user) {
        return Set.copyOf(jdbc.sql("""
                        select distinct pool_id from broker.entitlement
                        where (kind = 'user' and subject = :user) or (kind = 'group' and subject = any (:groups))""")
                .param("user", user.id().value())
                .param("groups", user.groups().toArray(String[]::new))
                .query((row, number) -> new PoolId(row.getObject("pool_id", UUID.class)))
                .list());
    }

    private boolean admitted(UserId user) {
        return always.contains(user) || directories.admits(user);
    }

    private static boolean denied(UserId user, RuntimeException e) {
        log.atError().addKeyValue("user", user).setCause(e).log("access could not be judged, refused");
        return false;
    }
}
