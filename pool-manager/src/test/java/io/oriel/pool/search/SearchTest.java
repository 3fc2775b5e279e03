package io.oriel.pool.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.HostState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What queries find in a small town. */
class SearchTest {
    private static final Census TOWN = new Town()
            .host("h1", new HostState.Up(Town.NOW), 90)
            .host("h2", new HostState.Up(Town.NOW), 10)
            .host("w3", new HostState.Maintenance(Town.NOW), 0)
            .vm("desk-1", "win11", Town.upOn("h1"), Optional.of("alice@internal"))
            .vm("desk-2", "win11", Town.startingOn("h2"), Optional.of("bob@example.org"))
            .vm("desk-3", "win11", Town.down(), Optional.empty())
            .vm("db", "debian12", Town.upOn("h2"), Optional.empty())
            .vm("web", "debian12", Town.upOn("h1"), Optional.empty())
            .uses("desk-1", 99, 600)
            .uses("web", 86, 10)
            .uses("db", 20, 500)
            .says("desk-1", "Windows 11 Pro", "10.0.0.1")
            .says("web", "Debian GNU/Linux 12 (bookworm)", "10.0.0.20")
            .tag("lab", Optional.empty(), "db")
            .tag("lab-a", Optional.of("lab"), "desk-1", "h2")
            .person("alice@internal", "Alice Example")
            .person("bob@example.org", "bob")
            .sits("carol@internal", "db")
            .person("carol@internal", "Carol von Stein")
            .event(Town.NOW.minus(Duration.ofDays(3)), "error", "vm web crashed", Optional.of("web"))
            .event(Town.NOW.minus(Duration.ofHours(30)), "alert", "host h1 was fenced", Optional.empty())
            .event(Town.NOW.minus(Duration.ofHours(1)), "normal", "vm desk-1: Up on h1", Optional.of("desk-1"))
            .event(Town.NOW.minus(Duration.ofMinutes(1)), "error", "vm db: no space left", Optional.of("db"))
            .census();

    private static Query query(String text) {
        return switch (Parser.parse(text)) {
            case Parsing.Understood(var query, var _) -> query;
            case Parsing.Broken(var fault, var _) -> throw new AssertionError(text + ": " + fault);
        };
    }

    private static Found find(String text) {
        return Search.run(query(text), TOWN);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Vms: status=Up or status=PoweringUp                               | db desk-1 desk-2 web
            Vms: hosts.status = up and cpu_usage > 85 sortby cpu_usage desc   | desk-1 web
            Hosts: vms.os = windows*                                          | h1 h2
            Hosts: vms.os = windows* page 2                                   |
            Host: sortby cpu_usage desc                                       | h1 h2 w3
            DataCenter: sortby name                                           | Zürich
            Vms: tag = lab and users.name = "alice"                           | desk-1
            Hosts: cpu_usage > 85                                             | h1
            Desktops: network_usage >= 50                                     | desk-1
            VDesktops: network_usage >= 50                                    | desk-1
            VServers: network_usage >= 50                                     | db
            VDesktop:                                                         | desk-1 desk-2 desk-3
            Vms: tag = lab                                                    | db desk-1
            Vms: tag = lab-a                                                  | desk-1
            Vms: tag != lab                                                   | desk-2 desk-3 web
            Hosts: tag=LAB                                                    | h2
            vm: desk                                                          | desk-1 desk-2 desk-3
            VMS: DESK sortby NAME DESC                                        | desk-3 desk-2 desk-1
            Vms: desk and status = down                                       | desk-3
            Vms: status != down name != web                                   | db desk-1 desk-2
            Vms: status = up status = down                                    |
            Vms: name = db or name = web and status = down                    | db
            Vms: status = "powering up"                                       | desk-2
            Vms: status = power*                                              | desk-2
            Vms: host = h1                                                    | desk-1 web
            Vms: host.name = h1 and host.status = up                          | desk-1 web
            Vms: hosts = h2                                                   | db desk-2
            Vms: hosts != h2                                                  | desk-1 web
            Vms: host != h1                                                   | db desk-2 desk-3
            Vms: users.lastname = "von stein"                                 | db
            Vms: templates.name = win11                                       | desk-1 desk-2 desk-3
            Vms: storage.name = fast                                          | db web
            Vms: vnic.network_name = blue and name = d*                       | db desk-1 desk-2 desk-3
            Vms: events.severity = error                                      | db web
            Vms: events.severity = error and events.time > TODAY              | db
            Vms: events.severity = normal and events.message = *crashed*      |
            Vms: events.message = *crashed* or events.severity = normal       | desk-1 web
            Vms: ip = 10.0.0.1                                                | desk-1
            Vms: ip = 10.0.0.*                                                | desk-1 web
            Vms: fqdn = web.lan                                               | web
            Vms: apps = firefox*                                              | desk-1 web
            Vms: loggedinuser = carol*                                        | db desk-1 web
            Vms: uptime > 1h                                                  | db desk-1 desk-2 web
            Vms: uptime > 2:00:01                                             |
            Vms: uptime < 1d12h                                               | db desk-1 desk-2 web
            Vms: memory >= 2048 vcpus = 2 pool = office                       | desk-1 desk-2 desk-3
            Vms: bios_type = q35_ovmf                                         | desk-1 desk-2 desk-3
            Vms: cluster = east and datacenter = ZÜRICH and type = server     | db web
            Vms: cpu_usage != 86                                              | db desk-1 desk-2 desk-3
            Vms: cpu_usage < 86                                               | db
            Vms: bookworm                                                     | web
            Vms: sortby cpu_usage                                             | db web desk-1 desk-2 desk-3
            Hosts: active_vms = 2                                             | h1 h2
            Hosts: users.login = alice                                        | h1
            Hosts: templates.name = debian*                                   | h1 h2
            Hosts: events.severity = error                                    | h1 h2
            Hosts: storage.name = nfs and status = maintenance                | w3
            Hosts: nic.speed >= 1000 and cluster = west                       | w3
            Hosts: committed_mem > 20 sortby name                             | h1 h2
            Users: vms.status = up                                            | Alice Carol
            Users: hosts.name = h2                                            | bob Carol
            Users: pool = office                                              | Alice bob
            Users: templates.name = debian12                                  | Carol
            Users: events.severity = normal                                   | Alice
            User: directory = internal sortby lastname desc                   | Carol Alice
            Templates: childcount = 3                                         | win11
            Pools: assigned_vm_count = 2 running_vm_count = 2                 | office
            Clusters: sortby name desc                                        | west east
            Storage: type = local                                             | fast
            Storage: committed > 20                                           | nfs
            Disks: size = 8 and storage = fast                                | db web
            Networks: vlan_id = 7                                             | blue
            Nic: host = w3                                                    | eth0
            Vnics: vm = db                                                    | nic1
            Groups: staff                                                     | staff
            Sessions: user_name = carol*                                      | db
            """)
    void isFound(String text, @Nullable String expected) {
        assertThat(Town.names(find(text))).isEqualTo(expected == null ? List.of() : Arrays.asList(expected.split(" ")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Events: severity=error          | vm db: no space left;vm web crashed
            EVENTS: severity=alert          | host h1 was fenced
            Events: time = YESTERDAY        | host h1 was fenced
            Events: time > TODAY            | vm db: no space left;vm desk-1: Up on h1
            Events: time = friday           | vm web crashed
            Events: time < 2026-11-28       | vm web crashed
            Events: time = 11/27/2026       | vm web crashed
            Events: time = 11/27/26         | vm web crashed
            Events: time = "Nov 27, 2026"   | vm web crashed
            Events: time = "Friday, November 27, 2026" | vm web crashed
            Events: time = "2026-11-30 12:00" | vm db: no space left
            Events: time = 2026-11-30T12:00:00Z | vm db: no space left
            Events: event_vm = web          | vm web crashed
            Events: event_host = h2         | vm db: no space left
            Events: user_name = alice*      | vm desk-1: Up on h1
            Events: correlation_id = C-1    | host h1 was fenced
            Events: fenced                  | host h1 was fenced
            Events: sortby time             | vm web crashed;host h1 was fenced;vm desk-1: Up on h1;vm db: no space left
            """)
    void isHeardOf(String text, String expected) {
        assertThat(find(text).hits())
                .extracting(hit -> hit.values().get("message"))
                .containsExactly((Object[]) expected.split(";"));
    }

    @Test
    void aPageSaysHowManyThereAreInAll() {
        // When
        var second = Search.run(query("Vms: sortby name page 2"), TOWN, new Search.Manner(false, 2));
        // Then
        assertThat(Town.names(second)).containsExactly("desk-2", "desk-3");
        assertThat(second.total()).isEqualTo(5);
        assertThat(Search.count(query("Vms: desk"), TOWN)).isEqualTo(3);
        assertThat(Town.names(Search.run(query("Vms: page 1000000"), TOWN))).isEmpty();
    }

    @Test
    void caseCountsWhenAskedFor() {
        assertThat(Search.run(query("Vms: name = DB"), TOWN, new Search.Manner(true, 10))
                        .total())
                .isZero();
        assertThat(Search.run(query("Vms: name = db"), TOWN, new Search.Manner(true, 10))
                        .total())
                .isEqualTo(1);
    }

    @Test
    void aHitHoldsItsColumns() {
        // When
        var hit = find("Vms: name = desk-1").hits().getFirst();
        // Then
        assertThat(hit.state()).contains("up");
        assertThat(hit.values())
                .containsEntry("cluster", "east")
                .containsEntry("host", "h1")
                .containsEntry("pool", "office")
                .containsEntry("ip", "10.0.0.1")
                .containsEntry("cpu_usage", 99L)
                .containsEntry("uptime", 7200L);
        assertThat(find("Vms: name = desk-3").hits().getFirst().values()).doesNotContainKeys("host", "uptime");
    }

    @Test
    void theRestFormLeavesTheThingOut() {
        assertThat(Parser.parse(Thing.VMS, "name=desk-1 and status=up"))
                .isInstanceOfSatisfying(
                        Parsing.Understood.class,
                        it -> assertThat(Town.names(Search.run(it.query(), TOWN)))
                                .containsExactly("desk-1"));
    }

    /** Printed, so that it can be seen what of oVirt's fields there is and what not. */
    @Test
    void everyThingHasATableAndNoFieldTwice() {
        for (var thing : Thing.values()) {
            var table = Tables.of(thing);
            System.out.printf(
                    "%s: %s%n    not recorded here: %s%n",
                    thing.word(),
                    String.join(" ", table.fields().stream().map(Field::name).toList()),
                    String.join(" ", table.absent()));
            assertThat(table.thing()).isEqualTo(thing);
            assertThat(table.absent()).noneMatch(name -> table.field(name).isPresent());
            assertThat(Stream.concat(
                            table.columns().stream(), Stream.of(table.order().field())))
                    .allMatch(name -> table.field(name).isPresent());
        }
    }
}
