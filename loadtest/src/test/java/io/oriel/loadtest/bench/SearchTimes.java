package io.oriel.loadtest.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.certs.ca.MasterKey;
import io.oriel.host.api.AgentException;
import io.oriel.pool.NewHost;
import io.oriel.pool.NewPool;
import io.oriel.pool.PoolModule;
import io.oriel.pool.embedded.PostgresProcess;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import io.oriel.pool.search.Census;
import io.oriel.pool.search.Completion;
import io.oriel.pool.search.Parser;
import io.oriel.pool.search.Parsing;
import io.oriel.pool.search.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Searches of 10,000 VMs on 1,000 hosts and 100,000 events, as the control plane answers them: from its rows on, with a
 * change before each question, so that nothing is answered from what was read before.
 */
final class SearchTimes implements AutoCloseable {
    private static final int HOSTS = 1000;
    private static final int POOLS = 10;
    private static final int POOL_SIZE = 1000;
    private static final int EVENTS = 100_000;
    private static final int ROUNDS = 9;
    private static final int REPEATS = 5;

    /** The examples of the grammar, and what goes through everything. */
    private static final List<String> QUERIES = List.of(
            "Vms: status=Up or status=PoweringUp",
            "Vms: hosts.status = up and cpu_usage > 85 sortby cpu_usage desc",
            "Hosts: vms.os = windows* page 2",
            "Host: sortby cpu_usage desc",
            "Events: severity=error",
            "EVENTS: severity=alert",
            "DataCenter: sortby name",
            "Vms: tag = lab and users.name = alice",
            "Desktops: network_usage >= 50",
            "Vms: desk-5*",
            "Vms: *77 sortby name desc",
            "Vms: events.severity = error and hosts.name = h1*",
            "Hosts: events.message = *4711* or vms.name = desk-3-001",
            "Events: *4711* sortby message",
            "Disks: sortby size desc page 20");

    private static final List<String> TYPED = List.of(
            "V", "Vms: na", "Vms: name = desk-7", "Vms: hosts.name = h9", "Events: event_vm = d", "Vms: status = p");

    private final PostgresProcess postgres;
    private final HikariDataSource source = new HikariDataSource();
    private final PoolModule module;

    SearchTimes(Path files) throws IOException {
        postgres = PostgresProcess.start(Files.createDirectories(files.resolve("search-db")));
        postgres.createDatabase("search");
        source.setJdbcUrl(postgres.jdbcUrl("search"));
        source.setUsername(postgres.user());
        source.setPassword(postgres.password());
        module = PoolModule.open(
                source,
                MasterKey.openOrCreate(files.resolve("master.key")),
                _ -> {
                    throw new AgentException("not here");
                },
                Clock.systemUTC());
        fill(JdbcClient.create(source));
    }

    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var report = new Report("search");
        try (var times = new SearchTimes(Files.createTempDirectory(Path.of("/var/tmp"), "oest-search"))) {
            times.run(report);
        } finally {
            report.write(home);
        }
        System.exit(0);
    }

    private void fill(JdbcClient jdbc) {
        module.storage().ensure("local", "/srv/oriel");
        var template = UUID.randomUUID();
        jdbc.sql("""
            insert into pool.template (id, name, disk, storage, virtual_bytes)
            select :id, 'win11', gen_random_uuid(), id, 1073741824 from pool.storage_domain\
            """).param("id", template).update();
        for (int i = 1; i <= HOSTS; i++) {
            module.hosts().add(new NewHost("h" + i, "h" + i + ".example.org", 8446, Optional.empty()));
        }
        for (int i = 0; i < POOLS; i++) {
            module.pools()
                    .create(new NewPool(
                            "desk-" + i + "-???", "", new TemplateId(template), POOL_SIZE, 0, 1, true, 2, 2048));
        }
        jdbc.sql("update pool.host set state = 'up'").update();
        jdbc.sql("""
            update pool.vm v set state = 'up', host = h.id, last_host = h.id, launched_at = now(),
                disk_use = 'used', wanted = true
            from (select id, row_number() over (order by name) as n from pool.host) h
            where h.n = 1 + abs(hashtext(v.name)) % :hosts and v.position % 3 > 0\
            """).param("hosts", HOSTS).update();
        jdbc.sql("""
            insert into pool.event (at, severity, text, vm_id)
            select now() - n * interval '20 seconds', case when n % 50 = 0 then 2 when n % 500 = 1 then 10 else 0 end,
                'vm desk ' || n || ': Up on a host, as somebody had wished', v.id
            from generate_series(1, :events) n
            join (select id, row_number() over (order by name) as k from pool.vm) v on v.k = 1 + n % 10000\
            """).param("events", EVENTS).update();
    }

    /** Adds how long searches and completions take: the 95th of a hundred, in each round. */
    void run(Report report) {
        var search = report.add("search of 10,000 VMs, 1,000 hosts, 100,000 events: p95", "ms", 50);
        var median = report.add("the same: median", "ms", Double.NaN);
        var completion = report.add("completion: p95", "ms", 30);
        var reading = report.add("of it, reading what has changed", "ms", Double.NaN);
        for (int round = -2; round < ROUNDS; round++) {
            var searches = times(QUERIES, this::search);
            var completions = times(TYPED, text -> Completion.at(text, text.length(), census()));
            change();
            long begun = System.nanoTime();
            census();
            double read = (System.nanoTime() - begun) / 1e6;
            if (round >= 0) {
                search.plus(searches[(int) (searches.length * 0.95)]);
                median.plus(searches[searches.length / 2]);
                completion.plus(completions[(int) (completions.length * 0.95)]);
                reading.plus(read);
            }
        }
        for (var text : QUERIES) {
            var one = times(List.of(text), this::search);
            System.out.printf("%7.1f ms  %s%n", one[one.length / 2], text);
        }
    }

    private interface Question {
        Object ask(String text);
    }

    /** In milliseconds, the shortest first. */
    private double[] times(List<String> texts, Question question) {
        var times = new double[texts.size() * REPEATS];
        for (int i = 0; i < times.length; i++) {
            change();
            long begun = System.nanoTime();
            question.ask(texts.get(i % texts.size()));
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(times);
        return times;
    }

    private void change() {
        module.events().record(Event.of(Severity.NORMAL, "something happened"));
    }

    private Object search(String text) {
        if (!(Parser.parse(text) instanceof Parsing.Understood(var query, var _))) {
            throw new IllegalStateException(text);
        }
        return Search.run(query, census());
    }

    private Census census() {
        return module.census().with(_ -> Census.People.NOBODY);
    }

    @Override
    public void close() {
        module.close();
        source.close();
        postgres.close();
    }
}
