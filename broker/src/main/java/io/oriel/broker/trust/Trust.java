package io.oriel.broker.trust;

import io.oriel.certs.Pem;
import io.oriel.certs.TrustException;
import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.certs.ca.MasterKey;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The installation's authority, made at the first start and kept in the database, its key sealed by the master key: every
 * replica that has the master key can sign.
 *
 * <p>Stands before every other part, because their TLS comes from here; so it also brings schema {@code broker} up to
 * date.
 */
public final class Trust {
    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);
    private static final Duration CONTROL = Duration.ofDays(365);
    private static final String CONTEXT = "authority.private_key.1";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final CertificateAuthority authority;
    private final UUID installation;
    /** What was written for this process, to be renewed. */
    private final Map<Path, Leaf> own = new ConcurrentHashMap<>();

    private Trust(JdbcClient jdbc, Clock clock, CertificateAuthority authority, UUID installation) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.authority = authority;
        this.installation = installation;
    }

    /** Migrates schema {@code broker}, and opens its authority or makes one. */
    public static Trust open(DataSource source, MasterKey master, Clock clock) {
        Flyway.configure()
                .dataSource(source)
                .schemas("broker")
                .defaultSchema("broker")
                .locations("classpath:db/broker")
                .load()
                .migrate();
        var jdbc = JdbcClient.create(source);
        return stored(jdbc, master, clock).orElseGet(() -> {
            create(jdbc, master, clock);
            return stored(jdbc, master, clock)
                    .orElseThrow(() -> new IllegalStateException("the authority's row vanished"));
        });
    }

    /** The authority's certificate. */
    public String caPem() {
        return authority.certificatePem();
    }

    /** SHA-256 of the authority's certificate, hex; what a join code carries. */
    public String fingerprint() {
        return authority.fingerprint();
    }

    /** Names this installation; VMs of another one are never touched. */
    public UUID installation() {
        return installation;
    }

    /** A certificate as PEM. */
    public String issue(PublicKey key, Leaf leaf) {
        return authority.issue(key, leaf);
    }

    /**
     * Makes a key and a certificate for a program on this machine: one file with key, certificate and authority, 0600,
     * replaced whole; and {@code ca.pem} beside it.
     */
    public void writeIdentity(Path pem, Leaf leaf) {
        own.put(pem, leaf);
        var pair = KeyPairs.generate();
        var directory = Objects.requireNonNull(pem.toAbsolutePath().getParent(), "a file has a directory");
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            replace(pem, KeyPairs.pem(pair.getPrivate()) + authority.issue(pair.getPublic(), leaf) + caPem());
            replace(directory.resolve("ca.pem"), caPem());
        } catch (IOException e) {
            throw new UncheckedIOException("a certificate cannot be written to " + directory, e);
        }
    }

    /**
     * Gives this replica of the control plane its certificate, {@code control.pem} in this directory: server on the
     * control port, client towards the agents. New at every start; the one before is denied from then on.
     *
     * @param names the names and addresses it is reached by
     */
    public TlsMaterial controlPlane(Path directory, String... names) {
        var all = Names.of(names);
        var identity = Optional.<PeerIdentity>of(new PeerIdentity.ControlPlane(UUID.randomUUID()));
        var pem = directory.resolve("control.pem");
        denyFormer(pem);
        writeIdentity(pem, new Leaf("Oriel control plane", identity, all.dns(), all.addresses(), true, true, CONTROL));
        return TlsMaterial.load(pem, directory.resolve("ca.pem"));
    }

    /** Writes our own certificates anew of whose lifetime a third is left; {@link TlsMaterial} takes them up. */
    public void renewOwn() {
        own.forEach((pem, leaf) -> {
            try {
                var now = Pem.certificates(Files.readString(pem)).getFirst();
                var end = now.getNotAfter().toInstant();
                var lifetime = Duration.between(now.getNotBefore().toInstant(), end);
                if (!clock.instant().isBefore(end.minus(lifetime.dividedBy(3)))) {
                    writeIdentity(pem, leaf);
                    LOG.atInfo().addKeyValue("file", pem).log("certificate renewed");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("our own certificate cannot be read", e);
            }
        });
    }

    /** Whoever copied the file of an earlier start is nobody now. */
    private void denyFormer(Path pem) {
        try {
            if (Files.exists(pem)) {
                var former = Pem.certificates(Files.readString(pem)).getFirst();
                PeerIdentity.of(former).ifPresent(holder -> Certificates.note(jdbc, holder, "control", former, true));
            }
        } catch (IOException | TrustException e) {
            LOG.atWarn().addKeyValue("file", pem).setCause(e).log("the former certificate cannot be read, nor denied");
        }
    }

    static void replace(Path file, String text) throws IOException {
        var beside = Files.createTempFile(file.toAbsolutePath().getParent(), "new", ".pem"); // 0600
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<Trust> stored(JdbcClient jdbc, MasterKey master, Clock clock) {
        return jdbc.sql("select installation, certificate, private_key from broker.authority")
                .query((row, number) -> new Trust(
                        jdbc,
                        clock,
                        CertificateAuthority.open(
                                row.getString("certificate"),
                                new String(
                                        master.open(row.getBytes("private_key"), CONTEXT), StandardCharsets.US_ASCII),
                                clock),
                        row.getObject("installation", UUID.class)))
                .optional();
    }

    /** Two replicas at their first start: one of them wins, both read the winner's. */
    private static void create(JdbcClient jdbc, MasterKey master, Clock clock) {
        var installation = UUID.randomUUID();
        var fresh = CertificateAuthority.create(
                "Oriel CA " + installation.toString().substring(0, 8), clock);
        jdbc.sql("""
                        insert into broker.authority (installation, certificate, private_key)
                        values (:installation, :certificate, :key) on conflict do nothing""")
                .param("installation", installation)
                .param("certificate", fresh.certificatePem())
                .param("key", master.seal(fresh.privateKeyPem().getBytes(StandardCharsets.US_ASCII), CONTEXT))
                .update();
    }
}
