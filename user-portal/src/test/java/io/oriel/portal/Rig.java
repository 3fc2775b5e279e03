package io.oriel.portal;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.certs.config.Configuration;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.http.AgentServer;
import io.oriel.host.http.Journal;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedTimes;
import io.oriel.pool.PoolModule;
import io.oriel.pool.embedded.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The real control plane over a real PostgreSQL, with a simulated host behind a real agent port. One per JVM: people and
 * pools are made by each test under names of its own.
 */
final class Rig implements AutoCloseable {
    static final User ADMIN = new User(SuperUsers.ADMIN, "admin", Set.of(), true);
    private static volatile @org.jspecify.annotations.Nullable Rig running;

    private final Path state;
    private final PostgresProcess postgres;
    private final PortalSettings settings;
    private final ConfigurableApplicationContext context;
    private final AgentServer agent;
    private final String adminPassword;

    static synchronized Rig running() {
        var rig = running;
        if (rig == null) {
            var started = new Rig();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            running = started;
            rig = started;
        }
        return rig;
    }

    private Rig() {
        try {
            // Open to others, because PostgreSQL runs as nobody when the tests run as root.
            state = Files.createTempDirectory("oriel-portal");
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
            postgres = PostgresProcess.start(Files.createDirectories(state.resolve("pg")));
            postgres.createDatabase("portal");
            Files.writeString(state.resolve("db.password"), postgres.password());
            var agentPort = freePort();
            settings = PortalSettings.of(Configuration.load("portal", PortalKeys.ALL, arguments(agentPort), Map.of()));
            context = PortalMain.start(settings);
            adminPassword =
                    Files.readString(state.resolve("portal/admin.password")).strip();
            agent = host(agentPort);
            gatewayIsHeard();
            template();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] arguments(int agentPort) {
        return new String[] {
            "--oriel.state=" + state.resolve("portal"),
            "--oriel.portal.port=" + freePort(),
            "--oriel.control.port=0",
            "--oriel.agent.port=" + agentPort,
            "--oriel.gateway.port=" + freePort(),
            "--oriel.db.url=" + postgres.jdbcUrl("portal"),
            "--oriel.db.user=" + postgres.user(),
            "--oriel.db.password-file=" + state.resolve("db.password"),
            "--oriel.appliance=true",
            "--oriel.storage=" + state.resolve("storage")
        };
    }

    private AgentServer host(int port) throws IOException {
        var directory = Files.createDirectories(state.resolve("agent"));
        var simulated = new SimulatedHost(
                "test", Clock.systemUTC(), Executors.newScheduledThreadPool(2), SimulatedTimes.none());
        Enrolment.join(
                JoinCode.read(state.resolve("portal/join/host.join")),
                directory.resolve("tls"),
                List.of("agent", "display", "migration"),
                simulated.facts().hardwareId());
        var tls = TlsMaterial.load(directory.resolve("tls/agent.pem"), directory.resolve("tls/ca.pem"));
        return new AgentServer(
                Journal.open(simulated, directory.resolve("journal")),
                tls,
                new InetSocketAddress("127.0.0.1", port),
                directory.resolve("uploads"),
                PeerIdentity.ControlPlane.class::isInstance);
    }

    /** No gateway runs here; its row says that one was heard and will not be silent soon. */
    private void gatewayIsHeard() {
        JdbcClient.create(context.getBean(DataSource.class)).sql("""
                        update broker.gateway
                        set enrolled_at = now(), last_seen = now() + interval '1 day', host_subject = 'CN=' || public_name""").update();
    }

    private void template() throws IOException {
        Eventually.is("the host is up", () -> estate().hosts().list().stream().anyMatch(host -> host.up()));
        estate().templates().importImage("plain", Images.plainQcow2(state.resolve("plain.qcow2")));
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A person of the built-in directory, with this name as password too, who may take from pools of group {@code name-s}. */
    void person(String name, String displayName) {
        broker().people().addUser(ADMIN, name, displayName, name + "-secret");
    }

    static String password(String name) {
        return name + "-secret";
    }

    /** A pool for these people, with this many desktops, of which one is started beforehand. */
    void pool(String name, int size, int prestarted, String... people) {
        var entitled = new ArrayList<Subject>();
        for (var person : people) {
            entitled.add(new Subject(Subject.Kind.USER, person + "@internal"));
        }
        broker().pools()
                .create(
                        ADMIN,
                        new PoolAdmin.Wish(name, "Test machines", "plain", size, prestarted, 1, true, 1, 64, entitled));
        Eventually.is(
                prestarted + " desktops of " + name + " are ready",
                () -> estate().pools()
                                .count(estate().pools()
                                        .byName(name)
                                        .orElseThrow()
                                        .id())
                                .ready()
                        >= prestarted);
    }

    /** Another, empty database on the same server. */
    PortalSettings.Database database(String name) {
        postgres.createDatabase(name);
        return new PortalSettings.Database(postgres.jdbcUrl(name), postgres.user(), postgres.password());
    }

    BrokerModule broker() {
        return context.getBean(BrokerModule.class);
    }

    PoolModule estate() {
        return context.getBean(PoolModule.class);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    PortalSettings settings() {
        return settings;
    }

    Path state() {
        return state.resolve("portal");
    }

    String adminPassword() {
        return adminPassword;
    }

    String url() {
        return "https://localhost:" + settings.port();
    }

    @Override
    public void close() {
        context.close();
        agent.close();
        postgres.close();
    }

    static Duration patience() {
        return Duration.ofSeconds(60);
    }
}
