package io.oriel.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every estate, whoever has which roles (A13). */
class AuthoriserPropertiesTest {
    private static final UserId ANN = new UserId("ann@x");

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("oriel.rounds", 60));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void agreesWithTheRulesSaidFromTheOtherSide(long seed) {
        // Given
        var world = World.random(seed);
        var held = world.randomRoles(5);
        var authoriser = world.authoriser(ANN, held);

        // Then
        for (var object : world.objects()) {
            var holds = world.place(object).holder().filter(ANN::equals).isPresent();
            for (var group : ActionGroup.values()) {
                var expected = held.stream().anyMatch(it -> world.opens(it, group, object))
                        || (holds && Predefined.USER_ROLE.role().groups().contains(group));
                assertThat(authoriser.may(group, object).allowed())
                        .as("%s on %s", group, object)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void A13_oneMorePermissionNeverTakesAway(long seed) {
        // Given
        var world = World.random(seed);
        var less = world.randomRoles(4);
        var more = new ArrayList<>(less);
        more.addAll(world.randomRoles(3));
        var before = world.authoriser(ANN, less);
        var after = world.authoriser(ANN, more);

        // Then
        for (var object : world.objects()) {
            assertThat(!before.sees(object) || after.sees(object)).isTrue();
            for (var group : ActionGroup.values()) {
                assertThat(!before.may(group, object).allowed()
                                || after.may(group, object).allowed())
                        .as("%s on %s", group, object)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void A13_nobodyGivesWhatTheyDoNotHold(long seed) {
        // Given
        var world = World.random(seed);
        var giver = world.authoriser(ANN, world.randomRoles(5));
        var taker = new UserId("ben@x");
        var had = world.randomRoles(2);
        var before = world.authoriser(taker, had);

        for (var object : world.objects()) {
            for (int i = 0; i < 6; i++) {
                var role = world.randomRole();
                if (!giver.mayGrant(role, object)) {
                    continue;
                }

                // When
                var has = new ArrayList<>(had);
                has.add(new Held(role, object));
                var after = world.authoriser(taker, has);

                // Then
                for (var other : world.objects()) {
                    assertThat(!after.sees(other) || before.sees(other) || giver.sees(other))
                            .as("%s seen by %s on %s", other, role, object)
                            .isTrue();
                    for (var group : ActionGroup.values()) {
                        assertThat(!after.may(group, other).allowed()
                                        || before.may(group, other).allowed()
                                        || giver.may(group, other).allowed())
                                .as("%s on %s by %s on %s", group, other, role, object)
                                .isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void noRoleOnOneObjectOpensAnotherBesideIt(long seed) {
        // Given
        var world = World.random(seed);
        var objects = world.objects();

        for (var one : objects) {
            var authoriser = world.authoriser(new UserId("dora@x"), List.of(new Held(world.randomRole(), one)));

            // Then
            for (var other : objects) {
                var beside = !other.equals(one)
                        && world.place(other).above().equals(world.place(one).above())
                        && world.place(other).pool().filter(one::equals).isEmpty();
                if (beside) {
                    assertThat(authoriser.sees(other))
                            .as("%s from %s", other, one)
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void ordinaryRolesOpenNobodysDesktop(long seed) {
        // Given
        var world = World.random(seed);
        var everything = new ArrayList<Held>();
        for (var object : world.objects()) {
            if (object.kind() != ObjectKind.VM) {
                everything.add(new Held(Predefined.USER_ROLE.role(), object));
                everything.add(new Held(Predefined.USER_VM_MANAGER.role(), object));
            }
        }
        var authoriser = world.authoriser(new UserId("dora@x"), everything);

        // Then
        for (var object : world.objects()) {
            if (object.kind() == ObjectKind.VM && world.place(object).personal()) {
                assertThat(authoriser.sees(object)).isFalse();
            }
            if (object.kind() == ObjectKind.POOL) {
                assertThat(authoriser
                                .may(ActionGroup.VM_POOL_BASIC_OPERATIONS, object)
                                .allowed())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void withoutARoleNothingIsAllowedButWhatOneHolds(long seed) {
        // Given
        var world = World.random(seed);
        var person = world.randomPerson();
        var authoriser = world.authoriser(person, List.of());

        // Then
        for (var object : world.objects()) {
            var theirs = world.place(object).holder().filter(person::equals).isPresent();
            assertThat(authoriser.sees(object)).isEqualTo(theirs);
            assertThat(authoriser.may(ActionGroup.CONNECT_TO_VM, object).allowed())
                    .isEqualTo(theirs);
            assertThat(authoriser.may(ActionGroup.DELETE_VM, object).allowed()).isFalse();
        }
    }
}
