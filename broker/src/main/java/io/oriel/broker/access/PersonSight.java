package io.oriel.broker.access;

import io.oriel.broker.directory.User;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.search.Occurrence;
import io.oriel.pool.search.Person;
import io.oriel.pool.search.Sight;
import io.oriel.pool.search.Sitting;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a person without rights of an administrator finds: their own VMs, the pools they may take from, themselves and
 * their sessions. Everything else is refused, each kind by a line of its own.
 *
 * @param pools the pools they may take from
 */
public record PersonSight(User user, Set<PoolId> pools, Access access) implements Sight {
    private static final Site NOWHERE = new Site(Map.of(), Map.of(), Map.of(), List.of());

    public PersonSight {
        pools = Set.copyOf(pools);
    }

    @Override
    public boolean sees(TendedVm vm) {
        // The row is asked first: only few are theirs, and the directory is asked for each of those.
        return vm.vm().assignedTo().filter(user.id()::equals).isPresent() && access.maySee(user.id(), vm.vm());
    }

    @Override
    public boolean sees(Pool pool) {
        return pools.contains(pool.id());
    }

    @Override
    public boolean sees(Host host) {
        return false;
    }

    @Override
    public boolean sees(Template template) {
        return false;
    }

    @Override
    public boolean sees(DataCenter dataCenter) {
        return false;
    }

    @Override
    public Site of(Site site) {
        return NOWHERE;
    }

    @Override
    public boolean sees(UnattachedDisk disk) {
        return false;
    }

    @Override
    public boolean sees(Occurrence event) {
        return false;
    }

    @Override
    public boolean sees(Job job) {
        return false;
    }

    @Override
    public boolean sees(Person person) {
        return person.id().equals(user.id());
    }

    @Override
    public boolean seesGroup(String name) {
        return false;
    }

    @Override
    public boolean sees(Sitting session) {
        return session.user().equals(user.id());
    }

    @Override
    public boolean seesTags() {
        return false;
    }
}
