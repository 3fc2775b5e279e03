package io.oriel.broker.access;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.search.Occurrence;
import io.oriel.pool.search.Person;
import io.oriel.pool.search.Sight;
import io.oriel.pool.search.Sitting;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person finds who is no super user: what their roles let them see, and what is their own. What the whole system has
 * once, as people and tags, is for who oversees it.
 *
 * <p>Good for one question; for one thread.
 */
public final class PersonSight implements Sight {
    private final UserId person;
    private final Authoriser authoriser;
    private final boolean everything;
    private final Map<ObjectRef, Boolean> asked = new HashMap<>();

    public PersonSight(UserId person, Authoriser authoriser) {
        this.person = person;
        this.authoriser = authoriser;
        this.everything = authoriser.oversees(ObjectRef.SYSTEM);
    }

    private boolean sees(ObjectRef object) {
        return asked.computeIfAbsent(object, authoriser::sees);
    }

    @Override
    public boolean sees(TendedVm vm) {
        return asked.computeIfAbsent(ObjectRef.of(vm.vm().id()), object -> authoriser.sees(object, Lineage.of(vm)));
    }

    @Override
    public boolean sees(Pool pool) {
        return sees(ObjectRef.of(pool.id()));
    }

    @Override
    public boolean sees(Host host) {
        return sees(ObjectRef.of(host.id()));
    }

    @Override
    public boolean sees(Template template) {
        return sees(ObjectRef.template(template.name()));
    }

    @Override
    public boolean sees(DataCenter dataCenter) {
        return sees(ObjectRef.of(dataCenter.id()));
    }

    @Override
    public Site of(Site site) {
        return new Site(
                seen(site.clusters(), ObjectRef::of),
                seen(site.networks(), ObjectRef::of),
                seen(site.storage(), ObjectRef::of),
                site.affinity().stream()
                        .filter(group -> sees(ObjectRef.of(group.cluster())))
                        .toList());
    }

    private <K, V> Map<K, V> seen(Map<K, V> all, Function<K, ObjectRef> object) {
        return all.entrySet().stream()
                .filter(entry -> sees(object.apply(entry.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public boolean sees(UnattachedDisk disk) {
        return authoriser.sees(ObjectRef.of(disk.id()), Place.in(ObjectRef.of(disk.storage())));
    }

    @Override
    public boolean sees(Occurrence event) {
        return everything
                || event.user().filter(person::equals).isPresent()
                || Stream.of(
                                event.vm().map(ObjectRef::of),
                                event.pool().map(ObjectRef::of),
                                event.host().map(ObjectRef::of))
                        .flatMap(Optional::stream)
                        .anyMatch(this::sees);
    }

    @Override
    public boolean sees(Job job) {
        return everything
                || job.user().filter(person::equals).isPresent()
                || switch (job.kind().about()) {
                    case VM -> sees(ObjectRef.of(new VmId(job.subject())));
                    case POOL -> sees(ObjectRef.of(new PoolId(job.subject())));
                    case HOST -> sees(ObjectRef.of(new HostId(job.subject())));
                    case TEMPLATE, IMAGE -> false; // only its version is known here: who asked for it sees it
                };
    }

    @Override
    public boolean sees(Person someone) {
        return everything || someone.id().equals(person);
    }

    @Override
    public boolean seesGroup(String name) {
        return everything;
    }

    @Override
    public boolean sees(Sitting session) {
        return session.user().equals(person) || sees(ObjectRef.of(session.vm()));
    }

    @Override
    public boolean seesTags() {
        return everything;
    }
}
