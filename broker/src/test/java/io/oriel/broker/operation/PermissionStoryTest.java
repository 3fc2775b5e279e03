package io.oriel.broker.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.Predefined;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.operation.DirectoryAdmin.Membership;
import io.oriel.broker.operation.VmAdmin.Verb;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.pool.Claim;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people notice of permissions, over the whole broker. */
class PermissionStoryTest {
    @TempDir
    static Path temp;

    private static House house;
    private static Pool pool;

    @BeforeAll
    static void open() {
        house = new House(temp);
        pool = house.pool("desk", 3, 1, "staff@internal");
        Await.until(
                "a desktop is ready",
                () -> house.estate.pools().count(pool.id()).ready() >= 1);
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static User person(String name, String... groups) {
        house.broker.people().addUser(House.ADMIN, name, "", name + "-secret");
        return new User(new UserId(name + "@internal"), name, Set.of(groups), false);
    }

    private static PermissionAdmin.Entry give(User by, User user, Predefined role, ObjectKind kind, String object) {
        return house.broker.permissions().grant(by, wish(user, role, kind, object));
    }

    private static PermissionAdmin.Wish wish(User user, Predefined role, ObjectKind kind, String object) {
        return new PermissionAdmin.Wish(
                Optional.of(Subject.user(user.id().value())),
                Optional.of(role.role().name()),
                Optional.of(kind),
                Optional.of(object));
    }

    private static Vm taken(User user) {
        var vm = house.estate.pools().claim(pool.id(), user.id());
        return switch (vm) {
            case Claim.Ready(var it) -> it;
            case Claim.Starting(var it, var _) -> it;
            case Claim.Exhausted(), Claim.LimitReached(var _) -> throw new AssertionError(vm);
        };
    }

    private static void isNotThere(ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        BrokerException.class, fault -> assertThat(fault.code()).isEqualTo(Code.NOT_FOUND));
    }

    private static void isForbidden(ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        BrokerException.class, fault -> assertThat(fault.code()).isEqualTo(Code.FORBIDDEN));
    }

    @Test
    void aRightOnThePoolOpensNoDesktopOfAnotherAndOnesOwnStaysOnesOwn() {
        // Given
        var broker = house.broker;
        var olga = person("olga", "staff@internal");
        var paul = person("paul", "staff@internal");
        var everywhere = person("everywhere");
        give(House.ADMIN, everywhere, Predefined.USER_ROLE, ObjectKind.SYSTEM, "system");
        var vm = taken(olga);

        // Then: who has the same right on the pool, or an ordinary role on everything, does not see it
        for (var other : List.of(paul, everywhere)) {
            assertThat(broker.desktops().of(other).pools())
                    .extracting(PoolOffer::name)
                    .contains("desk");
            assertThat(broker.vms().list(other)).isEmpty();
            isNotThere(() -> broker.vms().show(other, vm.name()));
            isNotThere(() -> broker.vms().act(other, vm.name(), Verb.STOP));
            assertThat(broker.connect().connect(other, new Target.Desktop(vm.id()), DisplayProtocol.RFB, "192.0.2.7"))
                    .isInstanceOf(ConnectResult.NotEntitled.class);
        }
        // and its holder does what users do, also when the right on the pool is gone
        assertThat(broker.vms().list(olga))
                .extracting(it -> it.vm().vm().name())
                .containsExactly(vm.name());
        broker.pools().withdraw(House.ADMIN, "desk", Subject.group("staff@internal"));
        assertThat(broker.desktops().of(olga).pools()).isEmpty();
        isForbidden(() -> broker.vms().delete(olga, vm.name(), false));
        broker.vms().act(olga, vm.name(), Verb.SHUTDOWN); // which gives it back
        broker.pools().entitle(House.ADMIN, "desk", Subject.group("staff@internal"));

        // and who has given it back is a stranger to it
        Await.until(
                "it is given back",
                () -> house.estate
                        .vms()
                        .find(vm.id())
                        .orElseThrow()
                        .assignedTo()
                        .isEmpty());
        isNotThere(() -> broker.vms().show(olga, vm.name()));
    }

    @Test
    void aPoolsAdministratorReachesItsFreeDesktopsOnly() {
        // Given
        var broker = house.broker;
        var manager = person("manager");
        var quinn = person("quinn", "staff@internal");
        give(House.ADMIN, manager, Predefined.VM_POOL_ADMIN, ObjectKind.POOL, "desk");
        var vm = taken(quinn);

        // Then
        isNotThere(() -> broker.vms().act(manager, vm.name(), Verb.STOP));
        assertThat(broker.vms().list(manager))
                .extracting(it -> it.vm().vm().name())
                .doesNotContain(vm.name())
                .isNotEmpty();
        broker.pools().takeBack(manager, "desk", vm.name());
        assertThat(broker.vms().show(manager, vm.name()).vm().vm().assignedTo()).isEmpty();
    }

    @Test
    void aRightThatIsTakenAwayCountsAtOnce() {
        // Given
        var broker = house.broker;
        var rosa = person("rosa");
        var given = give(House.ADMIN, rosa, Predefined.HOST_ADMIN, ObjectKind.CLUSTER, "Default");
        assertThat(broker.hosts().show(rosa, "simulated").host().name()).isEqualTo("simulated");

        // When
        broker.permissions().revoke(House.ADMIN, given.permission().id(), false);

        // Then
        isNotThere(() -> broker.hosts().show(rosa, "simulated"));
        assertThat(broker.hosts().list(rosa)).isEmpty();
    }

    @Test
    void A13_nobodyGivesMoreThanTheyHold() {
        // Given
        var broker = house.broker;
        var sam = person("sam");
        var tina = person("tina");
        var own = give(House.ADMIN, sam, Predefined.HOST_ADMIN, ObjectKind.CLUSTER, "Default");

        // Then
        isForbidden(() -> give(sam, tina, Predefined.CLUSTER_ADMIN, ObjectKind.CLUSTER, "Default"));
        isForbidden(() -> give(sam, sam, Predefined.SUPER_USER, ObjectKind.SYSTEM, "system"));
        give(sam, tina, Predefined.HOST_ADMIN, ObjectKind.HOST, "simulated");
        assertThat(broker.hosts().list(tina)).hasSize(1);

        // and nobody takes away their own right by mistake
        assertThatThrownBy(
                        () -> broker.permissions().revoke(sam, own.permission().id(), false))
                .isInstanceOfSatisfying(
                        BrokerException.class, fault -> assertThat(fault.code()).isEqualTo(Code.IN_USE));
        broker.permissions().revoke(sam, own.permission().id(), true);
        assertThat(broker.hosts().list(sam)).isEmpty();
    }

    @Test
    void A13_whoKeepsUsersDoesNotBecomeThem() {
        // Given
        var broker = house.broker;
        var uma = person("uma");
        var victor = person("victor");
        broker.people().addGroup(House.ADMIN, "bosses");
        broker.permissions()
                .grant(
                        House.ADMIN,
                        new PermissionAdmin.Wish(
                                Optional.of(Subject.group("bosses@internal")),
                                Optional.of("SuperUser"),
                                Optional.of(ObjectKind.SYSTEM),
                                Optional.empty()));
        give(House.ADMIN, victor, Predefined.SUPER_USER, ObjectKind.SYSTEM, "system");
        broker.roles()
                .add(
                        House.ADMIN,
                        new RoleAdmin.Wish(
                                Optional.of("UserKeeper"),
                                Optional.empty(),
                                Optional.of(true),
                                Optional.of(List.of("manipulate_users", "manipulate_permissions"))));
        broker.permissions()
                .grant(
                        House.ADMIN,
                        new PermissionAdmin.Wish(
                                Optional.of(Subject.user("uma@internal")),
                                Optional.of("UserKeeper"),
                                Optional.of(ObjectKind.SYSTEM),
                                Optional.empty()));

        // Then
        broker.people().addUser(uma, "walter", "", "walter-secret");
        broker.people().setPassword(uma, "walter", "walter-other");
        isForbidden(() -> broker.people().setPassword(uma, "victor", "victor-other"));
        isForbidden(() -> broker.people().setPassword(uma, "admin", "admin-other"));
        isForbidden(() -> broker.people().addMember(uma, new Membership("bosses", "uma", false)));
    }

    @Test
    void whoMakesAVmOwnsIt() {
        // Given
        var broker = house.broker;
        var xenia = person("xenia");
        var yves = person("yves");
        for (var one : List.of(xenia, yves)) {
            give(House.ADMIN, one, Predefined.VM_CREATOR, ObjectKind.CLUSTER, "Default");
        }
        give(House.ADMIN, xenia, Predefined.DISK_CREATOR, ObjectKind.DATA_CENTER, "Default");
        var wish = new VmWish(
                Optional.of("own-1"),
                new VmWish.Place(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of(1L << 20)),
                new VmWish.Machine(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new VmWish.Begin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new VmWish.Words(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        VmWish.Availability.UNSAID,
                        Optional.empty()),
                Optional.of(List.of()),
                Optional.empty(),
                List.of());

        // Then
        isNotThere(() -> broker.vms().create(yves, wish)); // no right to make a disk, nor to see the data center
        broker.vms().create(xenia, wish);
        assertThat(broker.vms().list(xenia)).hasSize(1);
        isNotThere(() -> broker.vms().show(yves, "own-1"));
        broker.vms().delete(xenia, "own-1", false);
    }

    @Test
    void whoCouldTakeFromAPoolStillCan() {
        assertThat(house.broker.pools().show(House.ADMIN, "desk").entitled()).contains(Subject.group("staff@internal"));
        assertThat(house.broker.permissions().on(House.ADMIN, ObjectKind.POOL, "desk"))
                .anySatisfy(entry -> {
                    assertThat(entry.permission().subject()).isEqualTo(Subject.group("staff@internal"));
                    assertThat(entry.permission().role().name()).isEqualTo("UserRole");
                });
    }
}
