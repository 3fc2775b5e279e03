package io.oriel.loadtest.rig;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.broker.BrokerModule;
import io.oriel.broker.BrokerSettings;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.ConnectResult;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.Target;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.ca.MasterKey;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.loadtest.lab.Await;
import io.oriel.pool.PoolModule;
import io.oriel.pool.embedded.PostgresProcess;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The control plane's parts in this JVM on a PostgreSQL server of their own, and one simulated host behind the real agent
 * server, reached by mutual TLS over loopback. Put together as the programs do it.
 */
public final class Rig implements AutoCloseable {
    /** Where browsers' consoles come from. */
    public static final String ORIGIN = "https://localhost:8443";

    private static final User ADMIN = new User(SuperUsers.ADMIN, "Administrator", Set.of(), true);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CLIENT = "192.0.2.7";
    private static final int CONNECTIONS = 16;
    private static final int MEMORY_MIB = 16;

    private final Parts parts = new Parts();
    private final Path directory;
    private final List<User> people;
    private final HikariDataSource source;
    private final Trust trust;
    private final PoolModule estate;
    private final BrokerModule broker;
    private final SimulatedAgent agent;

    /** As root the database's server runs as nobody, who must be able to walk to its files. */
    private Rig(int numberOfPeople) throws IOException {
        directory = Files.createTempDirectory(
                "oriel-rig", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        parts.add(() -> delete(directory));
        try {
            var ldif = directory.resolve("directory/internal.ldif");
            people = People.write(ldif, numberOfPeople);
            source = parts.add(database(parts.add(PostgresProcess.start(directory.resolve("pg")))));
            var clock = Clock.systemUTC();
            var master = MasterKey.openOrCreate(directory.resolve("secrets/master.key"));
            trust = Trust.open(source, master, clock);
            var tls = trust.controlPlane(directory.resolve("control"), "127.0.0.1", "localhost");
            var last = new Parts(); // the loop ends before the host it talks to
            parts.add(last);
            estate = PoolModule.open(source, master, host -> dial(host, tls), clock);
            broker = BrokerModule.open(
                    new BrokerSettings(ldif, List.of(), Set.of(), Optional.empty(), "127.0.0.1", 0, List.of(ORIGIN)),
                    source,
                    trust,
                    tls,
                    estate,
                    clock);
            parts.add(estate);
            parts.add(broker);
            estate.storage().ensure("local", directory.resolve("storage").toString());
            agent = last.add(new SimulatedAgent(directory.resolve("agent"), estate.hosts(), broker.joins(), control()));
        } catch (IOException | RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    /** Nobody leads: the loop is left to processes of the test's own. */
    public static Rig unled() throws IOException {
        return new Rig(0);
    }

    /** Everything is up when it returns. */
    public static Rig open(int numberOfPeople) throws Exception {
        var rig = new Rig(numberOfPeople);
        try {
            rig.estate.loop().start();
            Await.until(
                    "the host is up",
                    PATIENCE,
                    () -> rig.estate.hosts().list().getFirst().up());
            return rig;
        } catch (RuntimeException | AssertionError e) {
            rig.close();
            throw e;
        }
    }

    /** What was opened before the failure is not left running. */
    private void closeAfter(Exception failure) {
        try {
            parts.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private static HikariDataSource database(PostgresProcess postgres) {
        postgres.createDatabase("rig");
        var source = new HikariDataSource();
        source.setJdbcUrl(postgres.jdbcUrl("rig"));
        source.setUsername(postgres.user());
        source.setPassword(postgres.password());
        source.setMaximumPoolSize(CONNECTIONS);
        return source;
    }

    private static RemoteHostAgent dial(Host host, TlsMaterial tls) {
        return new RemoteHostAgent(URI.create("https://" + host.address() + ":" + host.agentPort()), host.id(), tls);
    }

    /** Everybody; all may take from every pool made here. */
    public List<User> people() {
        return people;
    }

    public PoolModule estate() {
        return estate;
    }

    public BrokerModule broker() {
        return broker;
    }

    /** The authority's certificate. */
    public String caPem() {
        return trust.caPem();
    }

    /** A directory that goes with the rig. */
    public Path directory() {
        return directory;
    }

    /** What a further control plane of this estate has to know. */
    LeaderProcess.Estate forLeaders() {
        return new LeaderProcess.Estate(
                source.getJdbcUrl(), source.getUsername(), source.getPassword(), directory.resolve("control"));
    }

    /** Who leads now, by process id, and the token; empty when nobody does. */
    public Optional<Lead> leader() {
        return JdbcClient.create(source)
                .sql("select owner, token from pool.lease where until > now()")
                .query((row, number) -> new Lead(row.getString("owner"), row.getLong("token")))
                .optional();
    }

    /** A leader as the database names it. */
    public record Lead(String owner, long token) {}

    /** Where the control port listens. */
    public URI control() {
        return URI.create("https://127.0.0.1:" + broker.controlPort().port());
    }

    /** A template with nothing in it. */
    public Template template(String name) throws IOException {
        return broker.templates().importImage(ADMIN, name, image());
    }

    /** The VMs that run on the host, as it sees them. */
    public List<VmReport> running() {
        return agent.vms().stream().filter(vm -> vm.power() == VmPower.RUNNING).toList();
    }

    /** A pool of small stateless desktops for everybody, one each. */
    public Pool pool(String name, int size, int prestarted) throws IOException {
        template(name);
        return broker.pools()
                .create(
                        ADMIN,
                        new PoolAdmin.Wish(
                                name,
                                "",
                                name,
                                size,
                                prestarted,
                                1,
                                true,
                                1,
                                MEMORY_MIB,
                                List.of(Subject.group(People.GROUP))))
                .pool();
    }

    /** Waits until nobody has a VM of this pool and every one of them could be given away. */
    public void awaitAllFree(Pool pool) {
        Await.until("all of pool " + pool.name() + " is free", PATIENCE, () -> {
            var count = estate.pools().count(pool.id());
            return count.assigned() == 0 && count.ready() + count.startable() == pool.size();
        });
    }

    /** A gateway's row that looks alive for an hour; nobody listens there. */
    public void pretendGateway() {
        broker.gateways().ensure("pretended", "localhost", 8444);
        JdbcClient.create(source)
                .sql("update broker.gateway set enrolled_at = now(), last_seen = now() + interval '1 hour'")
                .update();
    }

    /** What a person gets who asks for this with a browser. */
    public ConnectResult connect(User user, Target target) {
        return broker.connect().connect(user, target, DisplayProtocol.RFB, CLIENT);
    }

    /** The smallest plain qcow2 image: a header of version 3 and an empty table. */
    private Path image() throws IOException {
        var bytes = ByteBuffer.allocate(4 * 65536);
        bytes.put(new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(3);
        bytes.putLong(0).putInt(0); // no backing file
        bytes.putInt(16).putLong(64 << 20).putInt(0);
        bytes.putInt(1).putLong(65536); // level 1 table
        bytes.putLong(2 * 65536).putInt(1); // reference counts
        bytes.putInt(0).putLong(0); // no snapshots
        bytes.putLong(0).putLong(0).putLong(0); // no features
        bytes.putInt(4).putInt(104);
        return Files.write(directory.resolve("image.qcow2"), bytes.array());
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws Exception {
        parts.close();
    }
}
