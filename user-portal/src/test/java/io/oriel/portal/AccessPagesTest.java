package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.access.ObjectKind;
import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.RoleAdmin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Roles and permissions on the pages, and what a page shows to whom. */
class AccessPagesTest {
    private static Rig rig;

    @BeforeAll
    static void running() {
        rig = Rig.running();
    }

    private static Visitor visitor(String name, String password) {
        var visitor = new Visitor(rig);
        assertThat(visitor.logIn(name, password).statusCode()).isEqualTo(303);
        return visitor;
    }

    private static Visitor admin() {
        return visitor("admin", rig.adminPassword());
    }

    private static Visitor person(String name) {
        rig.person(name, name);
        return visitor(name, Rig.password(name));
    }

    private static void give(String user, String role, ObjectKind kind, String object) {
        rig.broker()
                .permissions()
                .grant(
                        Rig.ADMIN,
                        new PermissionAdmin.Wish(
                                Optional.of(Subject.user(user + "@internal")),
                                Optional.of(role),
                                Optional.of(kind),
                                Optional.of(object)));
    }

    @Test
    void everyRouteHasARule() {
        var forgotten = rig.context().getBeansOfType(RequestMappingHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
                .filter(entry -> !entry.getValue().getMethod().isAnnotationPresent(Allowed.class))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
        assertThat(forgotten).isEmpty();
    }

    @Test
    void whoHasNoAdministrativeRoleSeesNoAdministratorsPage() {
        // Given
        var ordinary = person("ordinary");
        give("ordinary", "UserVmManager", ObjectKind.SYSTEM, "system");

        // Then
        assertThat(ordinary.get("/desktops").body()).doesNotContain("href=\"/admin\"");
        for (var page :
                new String[] {"vms", "pools", "templates", "hosts", "clusters", "sessions", "jobs", "events", "roles"
                }) {
            assertThat(ordinary.get("/admin/" + page).statusCode()).as(page).isEqualTo(404);
        }
    }

    @Test
    void anAdministratorOfOnePoolSeesThatAndCannotPressWhatTheyMayNot() {
        // Given
        rig.pool("theirs", 1, 0);
        rig.pool("others", 1, 0);
        var keeper = person("keeper");
        rig.broker()
                .roles()
                .add(
                        Rig.ADMIN,
                        new RoleAdmin.Wish(
                                Optional.of("PoolRefiller"),
                                Optional.empty(),
                                Optional.of(true),
                                Optional.of(List.of("EDIT_VM_POOL_CONFIGURATION"))));
        give("keeper", "PoolRefiller", ObjectKind.POOL, "theirs");
        var id = rig.estate().pools().byName("theirs").orElseThrow().id();

        // Then
        assertThat(keeper.get("/desktops").body()).contains("href=\"/admin\"");
        var list = keeper.get("/admin/pools").body();
        assertThat(list).contains("theirs").doesNotContain("others").contains("CREATE_VM_POOL");
        var page = keeper.get("/admin/pools/" + id);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body())
                .contains("/admin/pools/" + id + "/edit")
                .doesNotContain("/admin/pools/" + id + "/delete")
                .contains("This needs the right DELETE_VM_POOL");
        assertThat(keeper.get("/admin/pools/" + id + "/delete").statusCode()).isEqualTo(404);
        assertThat(keeper.get("/admin/gateways").statusCode()).isEqualTo(404);
        assertThat(keeper.get("/admin/hosts").body()).doesNotContain("127.0.0.1");
    }

    @Test
    void onAHostsPageOnlyWhatTheirRoleAllowsCanBePressed() {
        // Given
        var joiner = person("joiner");
        rig.broker()
                .roles()
                .add(
                        Rig.ADMIN,
                        new RoleAdmin.Wish(
                                Optional.of("HostJoiner"),
                                Optional.empty(),
                                Optional.of(true),
                                Optional.of(List.of("EDIT_HOST_CONFIGURATION"))));
        give("joiner", "HostJoiner", ObjectKind.HOST, "local");

        // When
        var page = joiner.get("/admin/hosts/local").body();

        // Then
        assertThat(page)
                .contains("/admin/hosts/local/token", "This needs the right MANIPULATE_HOST")
                .contains("This needs the right DELETE_HOST")
                .doesNotContain("/admin/hosts/local/remove", "/admin/hosts/local/maintenance");
        assertThat(joiner.get("/admin/hosts").body())
                .contains("This needs the right CREATE_HOST")
                .doesNotContain("/admin/hosts/new");
        assertThat(joiner.get("/admin/vms").body())
                .contains("This needs the right DELETE_VM")
                .doesNotContain("value=\"delete\"");
    }

    @Test
    void aRoleIsGivenAndTakenAwayOnThePages() {
        // Given
        rig.pool("given", 1, 0);
        var admin = admin();
        var newcomer = person("newcomer");
        var id = rig.estate().pools().byName("given").orElseThrow().id().toString();
        var here = "/admin/permissions/pool/" + id;
        assertThat(newcomer.get("/desktops").body()).doesNotContain("given");

        // When
        var wrong = admin.post(here, Map.of("who", "@", "whose", "user", "role", "UserRole"));
        var given = admin.post(here, Map.of("who", "newcomer", "whose", "user", "role", "UserRole"));

        // Then
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(given.statusCode()).as(given.body()).isEqualTo(303);
        var page = admin.get(here).body();
        assertThat(page).contains("newcomer@internal", "UserRole");
        assertThat(admin.get("/admin/pools/" + id).body()).contains("newcomer@internal");
        assertThat(newcomer.get("/desktops").body()).contains("given");

        // When
        var revoke = Pattern.compile("href=\"(" + Pattern.quote(here) + "/[0-9a-f-]+/revoke)\"")
                .matcher(page);
        assertThat(revoke.find()).as(page).isTrue();
        assertThat(admin.get(revoke.group(1)).statusCode()).isEqualTo(200);
        assertThat(admin.post(revoke.group(1), Map.of()).statusCode()).isEqualTo(303);

        // Then
        assertThat(newcomer.get("/desktops").body()).doesNotContain("given");
    }

    @Test
    void rolesAreListedAndOnesOwnAreMade() {
        // Given
        var admin = admin();

        // When
        var made = admin.post("/admin/roles", Map.of("name", "Starter", "description", "", "groups", "RUN_VM"));
        var wrong = admin.post("/admin/roles", Map.of("name", "", "description", "", "groups", "CREATE_HOST"));

        // Then
        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(admin.get("/admin/roles").body()).contains("SuperUser", "Starter", "RUN_VM");
        assertThat(admin.get("/admin/roles/Starter/delete").body()).contains("Starter");
        assertThat(admin.post("/admin/roles/Starter/delete", Map.of()).statusCode())
                .isEqualTo(303);
        assertThat(admin.get("/admin/roles").body()).doesNotContain("Starter");
    }
}
