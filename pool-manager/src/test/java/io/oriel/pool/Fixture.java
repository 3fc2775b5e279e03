package io.oriel.pool;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.event.Event;
import io.oriel.pool.schedule.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole module on a database and one host of its own. */
public final class Fixture implements AutoCloseable {
    public static final UserId ALICE = new UserId("alice@internal");
    public static final UserId BOB = new UserId("bob@internal");

    /** Short enough for tests in which things go wrong, long enough for a busy machine. */
    public static final Timing QUICK = new Timing(
            Duration.ofMillis(1500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));

    public HikariDataSource source;
    public final FakeHost host;
    public PoolModule module;
    private final Map<String, FakeHost> fakes = new ConcurrentHashMap<>();

    public Fixture() {
        this(new FakeHost());
    }

    public Fixture(FakeHost host) {
        this.source = Database.migrated();
        this.host = host;
        this.module = open();
        module.storage().ensure("local", "/var/lib/oriel/storage");
        module.hosts().ensure("h1", "127.0.0.1", 8446);
    }

    private PoolModule open() {
        return PoolModule.open(
                source,
                Database.MASTER,
                row -> fakes.getOrDefault(row.name(), host),
                Clock.systemUTC(),
                QUICK,
                Limits.standard());
    }

    /** One more host beside the first, which mounts what that one mounts. */
    public FakeHost another(String name) {
        var fake = new FakeHost(host);
        fakes.put(name, fake);
        fakes.put("h1", host);
        fakes.values()
                .forEach(it -> it.others =
                        id -> Optional.ofNullable(fakes.get(hostNamed(id))).orElseThrow());
        module.hosts().add(new NewHost(name, name + ".example.org", 8446, Optional.empty()));
        return fake;
    }

    private String hostNamed(HostId id) {
        return module.hosts().find(id).orElseThrow().name();
    }

    public Host row(String name) {
        return module.hosts().byName(name).orElseThrow();
    }

    public void awaitHost(String name, String state) {
        Await.until(
                () -> name + " " + state + ", but: " + row(name) + "\n" + log(),
                () -> row(name).state().restName().equals(state));
    }

    /** Starts the loop and waits until the host is Up. */
    public Fixture started() {
        module.loop().start();
        Await.until(
                () -> "host up: " + module.hosts().list(),
                () -> module.hosts().list().getFirst().up());
        return this;
    }

    /**
     * Everything of ours ends without a word and begins anew: from one moment on nothing more is written, the lease is not
     * given up, and what was on its way to the host may still arrive. Only the wait for the lease to run out is left out.
     */
    public void crash() {
        var dead = source;
        var deadModule = module;
        source = Database.again(dead);
        dead.close();
        deadModule.close();
        jdbc().sql("update pool.lease set until = now()").update();
        module = open();
        module.loop().start();
    }

    /** A pool with a template of the same name; needs a host that is Up. */
    public Pool pool(String name, int size, int prestarted, int maxPerUser) {
        return pool(name, size, prestarted, maxPerUser, true);
    }

    public Pool pool(String name, int size, int prestarted, int maxPerUser, boolean stateless) {
        var template = module.templates().importImage("of-" + name.replace("?", ""), image());
        return module.pools()
                .create(new NewPool(name, "", template.id(), size, prestarted, maxPerUser, stateless, 1, 64));
    }

    /** A pool with a template that no host has; for tests without a running loop. */
    public Pool paperPool(String name, int size, int maxPerUser) {
        var template = UUID.randomUUID();
        jdbc().sql("""
                        insert into pool.template (id, name, disk, storage, virtual_bytes)
                        select :id, :name, gen_random_uuid(), id, 1024 from pool.storage_domain where name = 'local'""").param("id", template).param("name", "of-" + name).update();
        return module.pools().create(new NewPool(name, "", new TemplateId(template), size, 0, maxPerUser, true, 1, 64));
    }

    public List<Vm> vms() {
        return jdbc()
                .sql("select id from pool.vm order by position")
                .query((row, _) -> new VmId(row.getObject("id", UUID.class)))
                .list()
                .stream()
                .map(id -> module.vms().find(id).orElseThrow())
                .toList();
    }

    public Vm vm(String name) {
        return vms().stream().filter(vm -> vm.name().equals(name)).findFirst().orElseThrow();
    }

    public String state(String name) {
        return vm(name).state().restName();
    }

    public void awaitState(String name, String state) {
        Await.until(
                () -> name + " " + state + ", but: " + vm(name) + "\n" + log(),
                () -> state(name).equals(state));
    }

    /** The event log, oldest first. */
    public String log() {
        return module.events().latest(200).reversed().stream().map(Event::text).collect(Collectors.joining("\n"));
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    /** A file whose header is that of a plain qcow2 image of 1 MiB. */
    public static Path image() {
        int cluster = 1 << 16;
        var header = ByteBuffer.allocate(4 * cluster);
        header.putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, 1 << 20)
                .putInt(36, 1)
                .putLong(40, 3L * cluster)
                .putLong(48, cluster)
                .putInt(56, 1)
                .putInt(96, 4)
                .putInt(100, 104);
        try {
            var file = Files.createTempFile("oriel", ".qcow2");
            Files.write(file, header.array());
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        module.close();
        source.close();
    }
}
