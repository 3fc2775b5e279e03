package io.oriel.broker.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.oriel.host.api.VmId;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.TendedVm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the estate's objects stand. Of a VM what its row says now, because holders come and go; of all else what was read
 * within the last two seconds, and what is not known yet is looked for anew.
 */
public final class Lineage {
    private static final Duration KEPT = Duration.ofSeconds(2);

    private final PoolModule estate;
    private final LoadingCache<String, Map<ObjectRef, Place>> site =
            Caffeine.newBuilder().expireAfterWrite(KEPT).build(_ -> read());

    public Lineage(PoolModule estate) {
        this.estate = estate;
    }

    /** Where it stands; empty when it is not there. */
    public Optional<Place> place(ObjectRef object) {
        return switch (object.kind()) {
            case SYSTEM -> object.equals(ObjectRef.SYSTEM) ? Optional.of(Place.in()) : Optional.empty();
            case VM -> estate.vms().tended(new VmId(object.id())).map(Lineage::of);
            case DISK -> disk(object);
            case DATA_CENTER, CLUSTER, HOST, POOL, TEMPLATE, STORAGE_DOMAIN, NETWORK -> known(object);
        };
    }

    /** Where a VM stands that was read already. */
    public static Place of(TendedVm tended) {
        var vm = tended.vm();
        return new Place(
                List.of(ObjectRef.of(tended.upkeep().build().cluster())),
                vm.pool().map(ObjectRef::of),
                vm.assignedTo());
    }

    private Optional<Place> disk(ObjectRef object) {
        return estate.vms().devices().unattached().stream()
                .filter(disk -> disk.id().value().equals(object.id()))
                .findFirst()
                .map(disk -> Place.in(ObjectRef.of(disk.storage())));
    }

    private Optional<Place> known(ObjectRef object) {
        var place = site.get("").get(object);
        if (place == null) {
            site.invalidateAll();
            place = site.get("").get(object);
        }
        return Optional.ofNullable(place);
    }

    private Map<ObjectRef, Place> read() {
        var all = new HashMap<ObjectRef, Place>();
        estate.dataCenters().list().forEach(it -> all.put(ObjectRef.of(it.id()), Place.in(ObjectRef.SYSTEM)));
        estate.clusters().list().forEach(it -> all.put(ObjectRef.of(it.id()), Place.in(ObjectRef.of(it.dataCenter()))));
        estate.networks().list().forEach(it -> all.put(ObjectRef.of(it.id()), Place.in(ObjectRef.of(it.dataCenter()))));
        var storage = new HashMap<StorageDomainId, DataCenterId>();
        for (var domain : estate.storage().list()) {
            storage.put(domain.id(), domain.dataCenter());
            all.put(ObjectRef.of(domain.id()), Place.in(ObjectRef.of(domain.dataCenter())));
        }
        estate.hosts().list().forEach(it -> all.put(ObjectRef.of(it.id()), Place.in(ObjectRef.of(it.cluster()))));
        estate.pools().list().forEach(it -> all.put(ObjectRef.of(it.id()), Place.in(ObjectRef.of(it.cluster()))));
        estate.templates()
                .list()
                .forEach(it -> Optional.ofNullable(storage.get(it.storage()))
                        .ifPresent(in ->
                                all.merge(ObjectRef.template(it.name()), Place.in(ObjectRef.of(in)), Lineage::both)));
        return Map.copyOf(all);
    }

    /** Versions of one template may lie in several data centers: who has a right in each of them. */
    private static Place both(Place one, Place other) {
        return one.above().containsAll(other.above())
                ? one
                : Place.in(Stream.concat(one.above().stream(), other.above().stream())
                        .toArray(ObjectRef[]::new));
    }
}
