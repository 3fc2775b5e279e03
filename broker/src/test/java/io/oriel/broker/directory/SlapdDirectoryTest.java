package io.oriel.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Needs;
import io.oriel.broker.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same directory against the slapd of the system, with StartTLS, LDAPS, a password policy and a circle of groups. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlapdDirectoryTest {
    private static final String BASE = "dc=corp,dc=example";

    @TempDir
    static Path temp;

    private Authority authority;
    private Slapd slapd;

    /** A running slapd. */
    private record Slapd(Program program, int port, int tlsPort, Path home) {}

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Needs.program("slapd", "/usr/sbin/slapd");
        authority = Authority.in(temp.resolve("tls"), "localhost");
        slapd = slapd("one", authority);
    }

    @AfterAll
    void stop() {
        if (slapd != null) {
            slapd.program().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap", "ldaps"})
    void shouldAcceptOverStartTlsAndLdaps(String scheme) {
        try (var directory = directory(scheme, slapd, authority)) {
            assertThat(directory.authenticate("ALICE", "alice-secret"))
                    .isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
                        assertThat(accepted.user().id().value()).isEqualTo("alice@corp");
                        assertThat(accepted.user().groups())
                                .containsExactlyInAnyOrder("staff@corp", "all@corp", "loop@corp");
                    });
        }
    }

    @Test
    void shouldRefuseWrongPasswordsAndUnknownNames() {
        try (var directory = directory("ldap", slapd, authority)) {
            assertThat(directory.authenticate("alice", "wrong")).isEqualTo(new Verdict.WrongSecret());
            assertThat(directory.authenticate("nobody", "alice-secret")).isEqualTo(new Verdict.WrongSecret());
            assertThat(directory.authenticate("twin", "twin-secret")).isEqualTo(new Verdict.WrongSecret());
        }
    }

    @Test
    void shouldSayThatALockedPersonIsLocked() {
        try (var directory = directory("ldap", slapd, authority)) {
            assertThat(directory.authenticate("locked", "locked-secret")).isEqualTo(new Verdict.Locked());
        }
    }

    @Test
    void A1_blankPasswordsAreNotUnauthenticatedBinds() {
        try (var directory = directory("ldap", slapd, authority)) {
            for (var password : List.of("", " ", "\0", "\0alice-secret")) {
                assertThat(directory.authenticate("alice", password)).isEqualTo(new Verdict.WrongSecret());
            }
        }
    }

    @Test
    void A2_namesAreValuesAndNothingElse() {
        try (var directory = directory("ldap", slapd, authority)) {
            for (var name : List.of("*", "*)(uid=*", "alice)(|(uid=*", ",ou=x", "\\2a", "a*", "x".repeat(250))) {
                assertThat(directory.authenticate(name, "alice-secret")).isEqualTo(new Verdict.WrongSecret());
            }
        }
    }

    @Test
    void shouldSayThatTheServerIsDownAndRecover() throws IOException, InterruptedException {
        // Given
        var mortal = slapd("mortal", authority);
        try (var directory = directory("ldap", mortal, authority)) {
            assertThat(directory.authenticate("alice", "alice-secret")).isInstanceOf(Verdict.Accepted.class);

            // When
            mortal.program().kill();
            var down = directory.authenticate("alice", "alice-secret");
            var again = run(mortal.home(), mortal.port(), mortal.tlsPort());

            // Then
            try (again) {
                assertThat(down).isInstanceOf(Verdict.Down.class);
                assertThat(directory.authenticate("alice", "alice-secret")).isInstanceOf(Verdict.Accepted.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap", "ldaps"})
    void shouldNotTrustAnotherAuthority(String scheme) {
        var other = Authority.in(temp.resolve("other-" + scheme), "localhost");
        try (var directory = directory(scheme, slapd, other)) {
            assertThat(directory.authenticate("alice", "alice-secret")).isInstanceOf(Verdict.Down.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap", "ldaps"})
    void shouldNotTrustAnotherName(String scheme) throws IOException, InterruptedException {
        var elsewhere = Authority.in(temp.resolve("elsewhere-" + scheme), "elsewhere.example");
        var misnamed = slapd("misnamed-" + scheme, elsewhere);
        try (var program = misnamed.program();
                var directory = directory(scheme, misnamed, elsewhere)) {
            assertThat(program).isNotNull();
            assertThat(directory.authenticate("alice", "alice-secret")).isInstanceOf(Verdict.Down.class);
        }
    }

    private static LdapDirectory directory(String scheme, Slapd server, Authority authority) {
        return new LdapDirectory(new LdapSettings(
                "corp",
                List.of(URI.create(
                        scheme + "://localhost:" + (scheme.equals("ldap") ? server.port() : server.tlsPort()))),
                BASE,
                Optional.of(new LdapSettings.Bind("cn=reader," + BASE, "reader-secret")),
                "(&(objectClass=inetOrgPerson)(uid={user}))",
                "(member={dn})",
                Optional.of(authority.ca())));
    }

    private Slapd slapd(String name, Authority tls) throws IOException, InterruptedException {
        var home = temp.resolve(name);
        Files.createDirectories(home.resolve("db"));
        Files.writeString(
                home.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                moduleload ppolicy
                pidfile %1$s/slapd.pid
                TLSCACertificateFile %2$s
                TLSCertificateFile %3$s
                TLSCertificateKeyFile %4$s
                database mdb
                maxsize 10485760
                suffix "%5$s"
                rootdn "cn=root,%5$s"
                directory %1$s/db
                overlay ppolicy
                ppolicy_default "cn=policy,%5$s"
                ppolicy_use_lockout
                access to attrs=userPassword by anonymous auth by * none
                access to * by dn.exact="cn=reader,%5$s" read by * none
                """.formatted(home, tls.ca(), tls.certificate(), tls.key(), BASE));
        var add = new ProcessBuilder(
                        "/usr/sbin/slapadd",
                        "-f",
                        home.resolve("slapd.conf").toString(),
                        "-l",
                        Path.of("src/test/resources/ldap/slapd.ldif").toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("slapadd.log").toFile())
                .start();
        assertThat(add.waitFor())
                .as(Files.readString(home.resolve("slapadd.log")))
                .isZero();
        int port = Program.freePort();
        int tlsPort = Program.freePort();
        return new Slapd(run(home, port, tlsPort), port, tlsPort, home);
    }

    private static Program run(Path home, int port, int tlsPort) {
        return Program.start(
                home.resolve("slapd.log"),
                port,
                List.of(
                        "/usr/sbin/slapd",
                        "-d",
                        "0",
                        "-f",
                        home.resolve("slapd.conf").toString(),
                        "-h",
                        "ldap://127.0.0.1:" + port + " ldaps://127.0.0.1:" + tlsPort));
    }
}
