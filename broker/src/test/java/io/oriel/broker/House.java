package io.oriel.broker;

import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.ca.MasterKey;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.HostAgent;
import io.oriel.host.http.Journal;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedTimes;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The whole broker over a real database, a running reconcile loop and one simulated host. */
public final class House implements AutoCloseable {
    public static final User ADMIN = new User(SuperUsers.ADMIN, "Administrator", Set.of(), true);

    private final TestDatabase database = TestDatabase.create();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final Journal agent;
    public final PoolModule estate;
    public final BrokerModule broker;
    public final Trust trust;
    public final Path image;

    public final TlsMaterial tls;

    public House(Path temp) {
        this(temp, BrokerSettings.Enrolling.standard());
    }

    /** @param enrolling short lifetimes, for instance */
    public House(Path temp, BrokerSettings.Enrolling enrolling) {
        image = qcow2(temp.resolve("image.qcow2"));
        agent = Journal.open(
                new SimulatedHost("simulated", Clock.systemUTC(), scheduler, SimulatedTimes.none()),
                temp.resolve("journal"));
        var master = MasterKey.openOrCreate(temp.resolve("secrets/master.key"));
        trust = Trust.open(database.source(), master, Clock.systemUTC());
        estate = PoolModule.open(database.source(), master, this::connect, Clock.systemUTC());
        tls = trust.controlPlane(temp.resolve("control"), "127.0.0.1", "localhost");
        broker = BrokerModule.open(
                new BrokerSettings(
                        temp.resolve("internal.ldif"),
                        List.of(),
                        Set.of(),
                        Optional.empty(),
                        "127.0.0.1",
                        0,
                        List.of("https://desk.example.org:8443"),
                        enrolling),
                database.source(),
                trust,
                tls,
                estate,
                Clock.systemUTC());
        estate.hosts().ensure("simulated", "127.0.0.1", 8446);
        estate.storage().ensure("local", temp.resolve("storage").toString());
        estate.loop().start();
        Await.until("the host is up", () -> estate.hosts().list().getFirst().up());
    }

    /** The one agent stands behind every host, but for those whose name says that they are silent. */
    private HostAgent connect(Host host) {
        if (host.name().startsWith("silent")) {
            throw new AgentException("silent");
        }
        return agent;
    }

    public TestDatabase database() {
        return database;
    }

    /** Where the control port listens. */
    public URI control() {
        return URI.create("https://127.0.0.1:" + broker.controlPort().port());
    }

    /** A pool of desktops for one group, cloned from a template of its own. */
    public Pool pool(String name, int size, int maxPerUser, String group) {
        broker.templates().importImage(ADMIN, name + "-template", image);
        return broker.pools()
                .create(
                        ADMIN,
                        new PoolAdmin.Wish(
                                name,
                                "a pool",
                                name + "-template",
                                size,
                                1,
                                maxPerUser,
                                true,
                                1,
                                256,
                                List.of(Subject.group(group))))
                .pool();
    }

    /** A gateway that reports; without its certificates. */
    public UUID gateway() {
        var row = broker.gateways().ensure("gateway", "desk.example.org", 8444);
        database.jdbc()
                .sql("update broker.gateway set enrolled_at = now(), last_seen = now() + interval '1 hour'")
                .update();
        return row.id();
    }

    @Override
    public void close() {
        broker.close();
        estate.close();
        agent.close();
        scheduler.shutdownNow();
        database.close();
    }

    /** The smallest plain qcow2 image: a header of version 3 and an empty table. */
    private static Path qcow2(Path file) {
        var bytes = ByteBuffer.allocate(4 * 65536);
        bytes.put(new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(3);
        bytes.putLong(0).putInt(0); // no backing file
        bytes.putInt(16).putLong(64 << 20).putInt(0);
        bytes.putInt(1).putLong(65536); // level 1 table
        bytes.putLong(2 * 65536).putInt(1); // reference counts
        bytes.putInt(0).putLong(0); // no snapshots
        bytes.putLong(0).putLong(0).putLong(0); // no features
        bytes.putInt(4).putInt(104);
        try {
            return Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
