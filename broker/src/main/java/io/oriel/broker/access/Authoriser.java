package io.oriel.broker.access;

import io.oriel.pool.estate.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one person may do. Pure: their roles and where things stand in, yes or no out.
 *
 * <p>A right on an object counts for all that lies under it, with one exception: a VM of a pool, or one that somebody has,
 * is reached from above only by administrative roles, and from its pool only while nobody has it. So a right to take from
 * a pool, or an ordinary role on the whole system, opens nobody's desktop. What is not said is refused.
 *
 * @param held their roles
 * @param places where an object stands; empty when it is not there
 */
public record Authoriser(
        UserId person, boolean superUser, List<Held> held, Function<ObjectRef, Optional<Place>> places) {
    private static final Role OF_HOLDER = Predefined.USER_ROLE.role();

    public Authoriser {
        held = List.copyOf(held);
    }

    /** Whether they may do this to this object. */
    public Decision may(ActionGroup group, ObjectRef object) {
        if (superUser) {
            return new Decision.SuperUser();
        }
        var place = places.apply(object);
        if (place.isEmpty()) {
            return new Decision.Refused(false);
        }
        if (isHolder(place.get()) && OF_HOLDER.groups().contains(group)) {
            return new Decision.ByHolding();
        }
        return reaching(object, place.get())
                .filter(it -> it.role().groups().contains(group))
                .findFirst()
                .<Decision>map(Decision.ByRole::new)
                .orElseGet(() -> new Decision.Refused(sees(object, place.get())));
    }

    /** Whether they may know that this object is there. */
    public boolean sees(ObjectRef object) {
        return superUser
                || places.apply(object).filter(place -> sees(object, place)).isPresent();
    }

    /** As {@link #sees(ObjectRef)}, for an object whose place is at hand. */
    public boolean sees(ObjectRef object, Place place) {
        return superUser
                || isHolder(place)
                || reaching(object, place)
                        .anyMatch(it -> it.role().administrative()
                                || it.role().isAbout(object.kind())
                                || (it.object().equals(object) && object.kind() != ObjectKind.SYSTEM));
    }

    /** Whether they look at this object as an administrator does. */
    public boolean oversees(ObjectRef object) {
        return superUser
                || places.apply(object).filter(place -> oversees(object, place)).isPresent();
    }

    /** As {@link #oversees(ObjectRef)}, for an object whose place is at hand. */
    public boolean oversees(ObjectRef object, Place place) {
        return superUser || reaching(object, place).anyMatch(it -> it.role().administrative());
    }

    /**
     * Whether they may give this role on this object, or take it away: they may change permissions there and hold all that
     * it holds; of an administrative role, as administrators.
     */
    public boolean mayGrant(Role role, ObjectRef object) {
        return superUser || (may(ActionGroup.MANIPULATE_PERMISSIONS, object).allowed() && covers(role, object));
    }

    /** Whether they hold on this object all that a role holds; of an administrative role, as administrators. */
    public boolean covers(Role role, ObjectRef object) {
        var place = places.apply(object);
        if (superUser || place.isEmpty()) {
            return superUser;
        }
        Predicate<Held> counts = it -> !role.administrative() || it.role().administrative();
        var theirs =
                reaching(object, place.get()).filter(counts).map(Held::role).toList();
        return !theirs.isEmpty()
                && role.groups().stream()
                        .allMatch(group ->
                                theirs.stream().anyMatch(it -> it.groups().contains(group)));
    }

    /** The same person with one role less. */
    public Authoriser without(Held less) {
        var left = new ArrayList<>(held);
        left.remove(less);
        return new Authoriser(person, superUser, left, places);
    }

    /** Whether they have an administrative role on anything. */
    public boolean administrates() {
        return superUser || held.stream().anyMatch(it -> it.role().administrative());
    }

    /**
     * Whether they may do this to anything; what holders of desktops may do, everybody may, because they may become one at
     * any time.
     */
    public boolean mayAnywhere(ActionGroup group) {
        return superUser
                || OF_HOLDER.groups().contains(group)
                || held.stream().anyMatch(it -> it.role().groups().contains(group));
    }

    private boolean isHolder(Place place) {
        return place.holder().filter(person::equals).isPresent();
    }

    /** Their roles that count for an object, those on itself first. */
    private Stream<Held> reaching(ObjectRef object, Place place) {
        var above = place.above().stream()
                .flatMap(it -> places.apply(it).map(its -> reaching(it, its)).orElse(Stream.empty()))
                .filter(it -> !place.personal() || it.role().administrative());
        var ofPool = place.pool().stream()
                .filter(_ -> place.holder().isEmpty())
                .flatMap(this::on)
                .filter(it -> it.role().administrative());
        return Stream.of(on(object), above, ofPool).flatMap(it -> it);
    }

    private Stream<Held> on(ObjectRef object) {
        return held.stream().filter(it -> it.object().equals(object));
    }
}
