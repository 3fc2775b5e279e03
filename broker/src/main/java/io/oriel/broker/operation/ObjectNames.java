package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.ObjectRef;
import io.oriel.pool.PoolModule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what a permission is about by what people call it, and says what it is called. */
final class ObjectNames {
    private final PoolModule estate;

    /** An object and its name. */
    record Found(ObjectRef object, String name) {}

    ObjectNames(PoolModule estate) {
        this.estate = estate;
    }

    /** The object of this kind of this id, else of this name: what is called like another's id is not taken for it. */
    Optional<Found> find(ObjectKind kind, String nameOrId) {
        var byId = isId(nameOrId)
                ? first(kind, it -> it.object().id().toString().equals(nameOrId))
                : Optional.<Found>empty();
        return byId.or(() -> kind == ObjectKind.VM
                ? estate.vms().byName(nameOrId).map(vm -> new Found(ObjectRef.of(vm.id()), vm.name()))
                : first(kind, it -> it.name().equals(nameOrId)));
    }

    private static boolean isId(String text) {
        return text.length() == 36 && text.charAt(8) == '-';
    }

    /** What it is called; empty when it is gone. */
    Optional<String> name(ObjectRef object) {
        return first(object.kind(), it -> it.object().equals(object)).map(Found::name);
    }

    /** What all objects of these kinds are called. */
    Map<ObjectRef, String> all(Set<ObjectKind> kinds) {
        return kinds.stream()
                .flatMap(this::all)
                .collect(Collectors.toMap(Found::object, Found::name, (name, same) -> name));
    }

    private Optional<Found> first(ObjectKind kind, Predicate<Found> wanted) {
        return all(kind).filter(wanted).findFirst();
    }

    private Stream<Found> all(ObjectKind kind) {
        return switch (kind) {
            case SYSTEM -> Stream.of(new Found(ObjectRef.SYSTEM, "system"));
            case DATA_CENTER ->
                estate.dataCenters().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case CLUSTER -> estate.clusters().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case HOST -> estate.hosts().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case VM -> estate.vms().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case POOL -> estate.pools().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case TEMPLATE ->
                estate.templates().list().stream().map(it -> new Found(ObjectRef.template(it.name()), it.name()));
            case STORAGE_DOMAIN ->
                estate.storage().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case DISK ->
                estate.vms().devices().unattached().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
            case NETWORK -> estate.networks().list().stream().map(it -> new Found(ObjectRef.of(it.id()), it.name()));
        };
    }
}
