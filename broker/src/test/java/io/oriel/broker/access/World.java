package io.oriel.broker.access;

import io.oriel.pool.estate.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** A random estate, as far as rights are inherited in it, and a second opinion about what they mean. */
record World(Map<ObjectRef, Place> places, List<UserId> people, SplittableRandom random) {

    static World random(long seed) {
        var random = new SplittableRandom(seed);
        var places = new HashMap<ObjectRef, Place>();
        places.put(ObjectRef.SYSTEM, Place.in());
        var people = List.of(new UserId("ann@x"), new UserId("ben@x"), new UserId("cleo@x"));
        for (int d = 0; d < 1 + random.nextInt(2); d++) {
            var dataCenter = add(places, ObjectKind.DATA_CENTER, random, Place.in(ObjectRef.SYSTEM));
            add(places, ObjectKind.NETWORK, random, Place.in(dataCenter));
            add(places, ObjectKind.TEMPLATE, random, Place.in(dataCenter));
            var storage = add(places, ObjectKind.STORAGE_DOMAIN, random, Place.in(dataCenter));
            add(places, ObjectKind.DISK, random, Place.in(storage));
            for (int c = 0; c < 1 + random.nextInt(2); c++) {
                var cluster = add(places, ObjectKind.CLUSTER, random, Place.in(dataCenter));
                add(places, ObjectKind.HOST, random, Place.in(cluster));
                var pool = add(places, ObjectKind.POOL, random, Place.in(cluster));
                for (int v = 0; v < 4; v++) {
                    var ofPool = random.nextBoolean() ? Optional.of(pool) : Optional.<ObjectRef>empty();
                    var holder = random.nextBoolean()
                            ? Optional.of(people.get(random.nextInt(people.size())))
                            : Optional.<UserId>empty();
                    add(places, ObjectKind.VM, random, new Place(List.of(cluster), ofPool, holder));
                }
            }
        }
        return new World(places, people, random);
    }

    private static ObjectRef add(Map<ObjectRef, Place> places, ObjectKind kind, SplittableRandom random, Place place) {
        var object = new ObjectRef(kind, new UUID(random.nextLong(), random.nextLong()));
        places.put(object, place);
        return object;
    }

    Place place(ObjectRef object) {
        return Objects.requireNonNull(places.get(object));
    }

    List<ObjectRef> objects() {
        return places.keySet().stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    List<Held> randomRoles(int most) {
        var all = objects();
        var held = new ArrayList<Held>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            held.add(new Held(randomRole(), all.get(random.nextInt(all.size()))));
        }
        return held;
    }

    /** A predefined role, or one of a few action groups. */
    Role randomRole() {
        var known = Predefined.roles();
        if (random.nextBoolean()) {
            return known.get(random.nextInt(known.size()));
        }
        var administrative = random.nextBoolean();
        var groups = new HashSet<ActionGroup>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            var group = ActionGroup.values()[random.nextInt(ActionGroup.values().length)];
            if (administrative || !group.administrative()) {
                groups.add(group);
            }
        }
        return new Role(new UUID(random.nextLong(), random.nextLong()), "some", "", administrative, groups, false);
    }

    UserId randomPerson() {
        return people.get(random.nextInt(people.size()));
    }

    Authoriser authoriser(UserId person, List<Held> held) {
        return new Authoriser(person, false, held, it -> Optional.ofNullable(places.get(it)));
    }

    /** The rules said once more, from the role's side: what one role on one object opens. */
    boolean opens(Held held, ActionGroup group, ObjectRef object) {
        return held.role().groups().contains(group) && reaches(held, object);
    }

    boolean reaches(Held held, ObjectRef object) {
        if (held.object().equals(object)) {
            return true;
        }
        var place = place(object);
        var above = closure(object).contains(held.object());
        if (object.kind() != ObjectKind.VM) {
            return above;
        }
        var personal = place.pool().isPresent() || place.holder().isPresent();
        var fromPool = place.pool().filter(held.object()::equals).isPresent()
                && place.holder().isEmpty();
        return held.role().administrative() ? above || fromPool : above && !personal;
    }

    /** All that an object lies in. */
    private Set<ObjectRef> closure(ObjectRef object) {
        var all = new HashSet<>(place(object).above());
        for (int round = 0; round < 4; round++) {
            for (var one : List.copyOf(all)) {
                all.addAll(place(one).above());
            }
        }
        return all;
    }
}
