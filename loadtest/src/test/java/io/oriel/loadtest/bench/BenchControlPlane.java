package io.oriel.loadtest.bench;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import io.oriel.certs.ca.MasterKey;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.pool.Claim;
import io.oriel.pool.NewPool;
import io.oriel.pool.NewStorageDomain;
import io.oriel.pool.PoolModule;
import io.oriel.pool.embedded.PostgresProcess;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.UserId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A control plane's pool module alone in its JVM, on a PostgreSQL of its own. Told what to do line by line on standard
 * input; answers each line with one.
 */
final class BenchControlPlane {
    private static final int CONNECTIONS = 16;
    private static final int POOL = 1000;
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path files;
    private final PoolModule estate;
    private final JdbcClient jdbc;
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private long collecting;

    private BenchControlPlane(Path files, PoolModule estate, JdbcClient jdbc) {
        this.files = files;
        this.estate = estate;
        this.jdbc = jdbc;
    }

    /** @param args a directory, that of the certificates, the id the agents' certificate names */
    public static void main(String[] args) throws IOException {
        var files = Path.of(args[0]);
        var certificates = Path.of(args[1]);
        var tls = TlsMaterial.load(certificates.resolve("control.pem"), certificates.resolve("ca.pem"));
        var agent = new HostId(UUID.fromString(args[2]));
        try (var postgres = PostgresProcess.start(files.resolve("pg"));
                var source = new HikariDataSource()) {
            postgres.createDatabase("bench");
            source.setJdbcUrl(postgres.jdbcUrl("bench"));
            source.setUsername(postgres.user());
            source.setPassword(postgres.password());
            source.setMaximumPoolSize(CONNECTIONS);
            var master = MasterKey.openOrCreate(files.resolve("master.key"));
            try (var estate = PoolModule.open(source, master, host -> dial(host, agent, tls), Clock.systemUTC())) {
                estate.storage()
                        .create(new NewStorageDomain("shared", Optional.empty(), "/srv/oriel", true, Optional.empty()));
                estate.loop().start();
                new BenchControlPlane(files, estate, JdbcClient.create(source)).serve();
            }
        }
    }

    /** All simulated hosts show one certificate: what is measured is not the authority. */
    private static RemoteHostAgent dial(Host host, HostId agent, TlsMaterial tls) {
        return new RemoteHostAgent(URI.create("https://" + host.address() + ":" + host.agentPort()), agent, tls);
    }

    private void serve() throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var order = orders.readLine(); order != null; order = orders.readLine()) {
            var words = order.split(" ");
            System.out.println(
                    switch (words[0]) {
                        case "hosts" -> hosts(words[1].split(","));
                        case "vms" -> vms(Integer.parseInt(words[1]));
                        case "hosts-up" ->
                            estate.hosts().list().stream().filter(Host::up).count();
                        case "vms-up" ->
                            jdbc.sql("select count(*) from pool.vm where state = 'up'")
                                    .query(Integer.class)
                                    .single();
                        case "measure" -> measure();
                        case "plan" -> plan();
                        case "pool" -> pool(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                        case "reserve" -> reserve(words[1], Integer.parseInt(words[2]));
                        case "take" -> take(Integer.parseInt(words[1]));
                        case "refill" -> refill();
                        default -> throw new IOException("not understood: " + order);
                    });
        }
    }

    private int hosts(String[] ports) {
        for (int i = 0; i < ports.length; i++) {
            estate.hosts().ensure("h" + i, "127.0.0.1", Integer.parseInt(ports[i]));
        }
        return ports.length;
    }

    private int vms(int wanted) throws IOException {
        var template = estate.templates().importImage("bench", image());
        for (int made = 0; made < wanted; made += POOL) {
            int size = Math.min(POOL, wanted - made);
            estate.pools().create(new NewPool("pool-" + made, "", template.id(), size, size, 1, true, 1, 128));
        }
        return wanted;
    }

    /** Makes a pool with a reserve that is smaller than itself. */
    private int pool(int size, int prestarted) {
        var template = estate.templates().byName("bench").orElseThrow();
        estate.pools().create(new NewPool("refill", "", template.id(), size, prestarted, 1, true, 1, 128));
        return reserve("refill", prestarted);
    }

    /** Milliseconds the next round takes to decide. */
    private double plan() {
        estate.loop().poke();
        LockSupport.parkNanos(ROUND.toNanos());
        return estate.loop().planning().toNanos() / 1e6;
    }

    /** How many running desktops are nobody's in a pool, once it has so many or patience is over. */
    private int reserve(String name, int wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var pool = named(name);
        while (estate.pools().count(pool).ready() < wanted && System.nanoTime() < deadline) {
            LockSupport.parkNanos(ROUND.toNanos());
        }
        return estate.pools().count(pool).ready();
    }

    /** So many people take a desktop at once; milliseconds of all, and of 95 of 100 of them. Then they give back. */
    private String take(int people) throws IOException {
        var pool = named("pool-0");
        var took = new ConcurrentLinkedQueue<Double>();
        var held = new ConcurrentHashMap<UserId, VmId>();
        long begun = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < people; i++) {
                var user = new UserId("person" + i + "@bench");
                threads.execute(() -> {
                    long asked = System.nanoTime();
                    if (estate.pools().claim(pool, user) instanceof Claim.Ready(var vm)) {
                        took.add((System.nanoTime() - asked) / 1e6);
                        held.put(user, vm.id());
                    }
                });
            }
        }
        double all = (System.nanoTime() - begun) / 1e6;
        if (took.size() < people) {
            throw new IOException("only " + took.size() + " of " + people + " were given a running desktop");
        }
        var sorted = took.stream().sorted().toList();
        held.forEach((user, vm) -> estate.pools().release(vm, user));
        return all + " " + sorted.get(people * 95 / 100 - 1);
    }

    /** Milliseconds from a desktop's being taken to the start of the one that fills its place. */
    private double refill() throws IOException {
        var pool = named("refill");
        var user = new UserId("refill@bench");
        var asked = jdbc.sql("select max(id) from pool.event").query(Long.class).single();
        var claim = estate.pools().claim(pool, user);
        long begun = System.nanoTime();
        long deadline = begun + PATIENCE.toNanos();
        while (!startedSince(asked, pool)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the reserve was not filled again");
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        double took = (System.nanoTime() - begun) / 1e6;
        if (claim instanceof Claim.Ready(var vm)) {
            estate.pools().release(vm.id(), user);
        }
        return took;
    }

    private boolean startedSince(long event, PoolId pool) {
        return jdbc.sql(
                        "select exists (select 1 from pool.event where id > :event and pool_id = :pool and text like '%WaitForLaunch%')")
                .param("event", event)
                .param("pool", pool.value())
                .query(Boolean.class)
                .single();
    }

    private PoolId named(String name) {
        return estate.pools().byName(name).orElseThrow().id();
    }

    /** The collection itself is the measurement's: its time is left out of the next difference. */
    private String measure() {
        long before = system.getProcessCpuTime();
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long cpu = before - collecting;
        collecting += system.getProcessCpuTime() - before;
        return used / (double) (1 << 20) + " " + cpu;
    }

    /** The smallest plain qcow2 image: a header of version 3 and an empty table. */
    private Path image() throws IOException {
        var bytes = ByteBuffer.allocate(4 * 65536);
        bytes.putInt(0x514649fb).putInt(3);
        bytes.putLong(0).putInt(0); // no backing file
        bytes.putInt(16).putLong(64 << 20).putInt(0);
        bytes.putInt(1).putLong(65536); // level 1 table
        bytes.putLong(2 * 65536).putInt(1); // reference counts
        bytes.putInt(0).putLong(0); // no snapshots
        bytes.putLong(0).putLong(0).putLong(0); // no features
        bytes.putInt(4).putInt(104);
        return Files.write(files.resolve("bench.qcow2"), bytes.array());
    }
}
