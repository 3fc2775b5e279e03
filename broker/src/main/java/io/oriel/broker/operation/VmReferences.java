package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.host.api.HostId;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Iso;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds what an administrator names, and collects what is not there, so that one answer tells all of it. */
final class VmReferences {
    private final Predicate<ObjectRef> seen;
    private final PoolModule estate;
    private final List<Wrong> wrong;

    /** @param seen what may be known; all else is not there */
    VmReferences(Predicate<ObjectRef> seen, PoolModule estate, List<Wrong> found) {
        this.seen = seen;
        this.estate = estate;
        this.wrong = new ArrayList<>(found);
    }

    Optional<ClusterId> cluster(Optional<String> name) {
        return name.flatMap(
                it -> found("cluster", "cluster", it, estate.clusters().byName(it), one -> ObjectRef.of(one.id()))
                        .map(Cluster::id));
    }

    Optional<HostId> host(Optional<String> name) {
        return name.filter(it -> !it.isBlank())
                .flatMap(it -> found("host", "host", it, estate.hosts().byName(it), one -> ObjectRef.of(one.id()))
                        .map(Host::id));
    }

    /** By its name the newest version that can be used, by its id that one. */
    Optional<Template> template(Optional<String> name) {
        return name.flatMap(it -> found(
                "template",
                "template",
                it,
                estate.templates()
                        .byName(it)
                        .or(() -> estate.templates().list().stream()
                                .filter(one -> one.ok() && one.id().toString().equals(it))
                                .findFirst()),
                one -> ObjectRef.template(one.name())));
    }

    Optional<StorageDomainId> storage(String field, Optional<String> name) {
        return name.flatMap(it -> found(field, "storage domain", it, named(it), one -> ObjectRef.of(one.id()))
                .map(StorageDomain::id));
    }

    private Optional<StorageDomain> named(String name) {
        return estate.storage().list().stream()
                .filter(domain -> domain.name().equals(name))
                .findFirst();
    }

    Optional<NetworkId> network(String field, Optional<String> name) {
        return name.flatMap(it -> found(
                        field,
                        "network",
                        it,
                        estate.networks().list().stream()
                                .filter(network -> network.name().equals(it) && seen.test(ObjectRef.of(network.id())))
                                .findFirst(),
                        one -> ObjectRef.of(one.id()))
                .map(Network::id));
    }

    /** {@code STORAGE/FILE}; an empty text is no CD. */
    Optional<Iso> iso(String field, Optional<String> text) {
        return text.filter(it -> !it.isBlank()).flatMap(it -> {
            int slash = it.indexOf('/');
            if (slash < 1) {
                wrong.add(new Wrong(field, "form", field + " is STORAGE/FILE"));
                return Optional.empty();
            }
            return storage(field, Optional.of(it.substring(0, slash)))
                    .map(storage -> new Iso(storage, it.substring(slash + 1)));
        });
    }

    void require(boolean holds, String field, String rule, String message) {
        if (!holds) {
            wrong.add(new Wrong(field, rule, message));
        }
    }

    private <T> Optional<T> found(
            String field, String what, String name, Optional<T> thing, Function<T, ObjectRef> object) {
        var known = thing.filter(it -> seen.test(object.apply(it)));
        require(known.isPresent(), field, "unknown", "there is no " + what + " " + name);
        return known;
    }

    void check() {
        if (!wrong.isEmpty()) {
            throw new BrokerException(wrong);
        }
    }
}
