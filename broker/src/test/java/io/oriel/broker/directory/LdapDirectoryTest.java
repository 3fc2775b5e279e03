package io.oriel.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import io.oriel.broker.fault.BrokerException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LdapDirectoryTest {
    private static final String BASE = "dc=corp,dc=example";

    @TempDir
    Path temp;

    private final Watcher watcher = new Watcher();
    private InMemoryDirectoryServer server;
    private Authority authority;
    private LdapDirectory directory;

    /** Writes down what arrives at the server. */
    private static final class Watcher extends InMemoryOperationInterceptor {
        private final List<String> searches = new CopyOnWriteArrayList<>();
        private final List<String> binds = new CopyOnWriteArrayList<>();

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
            searches.add(request.getRequest().getFilter().toString());
        }

        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
            binds.add(request.getRequest().getBindDN());
        }
    }

    LdapDirectoryTest() {
        // filled by start()
    }

    @BeforeEach
    void start() throws LDAPException, java.net.UnknownHostException {
        authority = Authority.in(temp, "localhost");
        server = server(authority);
        directory = new LdapDirectory(settings("ldap://localhost:" + server.getListenPort()));
    }

    @AfterEach
    void stop() {
        directory.close();
        server.shutDown(true);
    }

    @Test
    void shouldAcceptTheRightPasswordAndTellNestedGroups() {
        // When
        var verdict = directory.authenticate("Alice", "alice's secret");

        // Then
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            assertThat(accepted.user().id().value()).isEqualTo("alice@corp");
            assertThat(accepted.user().displayName()).isEqualTo("Alice Jönsson");
            assertThat(accepted.user().groups()).containsExactlyInAnyOrder("staff@corp", "all@corp", "loop@corp");
            assertThat(accepted.user().superUser()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice ", " ALICE", "aLiCe"})
    void shouldGiveOnePersonOneId(String typed) {
        assertThat(directory.authenticate(typed, "alice's secret"))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.user().id().value()).isEqualTo("alice@corp"));
    }

    @Test
    void shouldRefuseAWrongPasswordAndAnUnknownNameAlike() {
        assertThat(directory.authenticate("alice", "wrong")).isEqualTo(new Verdict.WrongSecret());
        assertThat(directory.authenticate("nobody", "wrong")).isEqualTo(new Verdict.WrongSecret());
        assertThat(watcher.binds).hasSize(2).doesNotContain("");
    }

    @Test
    void shouldRefuseANameTwoPeopleHave() {
        assertThat(directory.authenticate("twin", "twin's secret")).isEqualTo(new Verdict.WrongSecret());
    }

    @Test
    void shouldSayThatADisabledPersonIsLocked() {
        assertThat(directory.authenticate("gone", "gone's secret")).isEqualTo(new Verdict.Locked());
        assertThat(directory.authenticate("gone", "wrong")).isEqualTo(new Verdict.WrongSecret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\0", "\0alice's secret", "alice's secret\0"})
    void A1_blankOrNulPasswordsNeverLeaveTheHouse(String password) {
        // When
        var verdict = directory.authenticate("alice", password);

        // Then
        assertThat(verdict).isEqualTo(new Verdict.WrongSecret());
        assertThat(watcher.searches).isEmpty();
        assertThat(watcher.binds).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*)(uid=*",
                "a*",
                ",ou=x",
                "alice)(|(uid=*",
                "\\2a",
                "alice\\00",
                "uid=alice,ou=people,dc=corp,dc=example",
                "(uid=alice)",
                "alice#",
                "%2a",
                "é*",
                "alice\r\nx"
            })
    void A2_namesAreValuesAndNothingElse(String name) {
        assertThat(directory.authenticate(name, "alice's secret")).isEqualTo(new Verdict.WrongSecret());
        assertThat(watcher.binds).allMatch(dn -> !dn.startsWith("uid="));
    }

    @Test
    void A2_veryLongNamesAreNotAsked() {
        assertThat(directory.authenticate("x".repeat(10_000), "secret")).isEqualTo(new Verdict.WrongSecret());
        assertThat(watcher.searches).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void A2_noNameEverFindsSomebodyElse(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var alphabet = "*()\\|&!=~<>,;+\"# /uidalcen\u00e9\u4e2d";
        var name = new StringBuilder();
        for (int length = random.nextInt(1, 24); name.length() < length; ) {
            name.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }

        // When
        var verdict = directory.authenticate(name.toString(), "alice's secret");

        // Then
        assertThat(verdict).isEqualTo(new Verdict.WrongSecret());
    }

    @Test
    void A3_anUnknownNameCostsAboutWhatAWrongPasswordCosts() {
        // Given
        for (int warm = 0; warm < 100; warm++) {
            directory.authenticate("alice", "wrong");
            directory.authenticate("nobody", "wrong");
        }

        // When
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (int round = 0; round < 200; round++) {
            known.add(nanos("alice"));
            unknown.add(nanos("nobody" + round));
        }

        // Then
        double ratio = (double) median(known) / median(unknown);
        assertThat(ratio).isBetween(0.33, 3.0);
    }

    @Test
    void shouldSayThatAServerIsDownAndRecover() throws LDAPException {
        // Given
        assertThat(directory.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Accepted.class);
        int port = server.getListenPort();

        // When
        server.shutDown(true);
        var down = directory.authenticate("alice", "alice's secret");
        server.startListening();

        // Then
        assertThat(down).isInstanceOf(Verdict.Down.class);
        assertThat(server.getListenPort()).isEqualTo(port);
        assertThat(directory.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void shouldNotMindAConnectionThatDied() {
        // Given
        assertThat(directory.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Accepted.class);

        // When
        server.closeAllConnections(false);

        // Then
        assertThat(directory.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void shouldAskTheSecondServerWhenTheFirstIsDown() throws LDAPException, java.net.UnknownHostException {
        // Given
        var second = server(authority);
        try (var both = new LdapDirectory(
                settings("ldap://localhost:" + server.getListenPort(), "ldap://localhost:" + second.getListenPort()))) {
            assertThat(both.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Accepted.class);

            // When
            server.shutDown(true);

            // Then
            assertThat(both.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Accepted.class);
        } finally {
            second.shutDown(true);
        }
    }

    @Test
    void shouldNotTalkToAServerOfAnotherAuthority() {
        // Given
        var other = Authority.in(temp.resolve("other"), "localhost");
        var wrong = new LdapSettings(
                "corp",
                List.of(URI.create("ldap://localhost:" + server.getListenPort())),
                BASE,
                Optional.empty(),
                LdapSettings.USER_FILTER,
                LdapSettings.GROUP_FILTER,
                Optional.of(other.ca()));

        // When
        try (var mistrusting = new LdapDirectory(wrong)) {
            // Then
            assertThat(mistrusting.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Down.class);
            assertThat(watcher.binds).isEmpty();
        }
    }

    @Test
    void shouldNotTalkToAServerOfAnotherName() throws LDAPException, java.net.UnknownHostException {
        // Given
        var elsewhere = Authority.in(temp.resolve("elsewhere"), "elsewhere.example");
        var misnamed = server(elsewhere);

        // When
        try (var mistrusting = new LdapDirectory(settings(elsewhere, "ldap://localhost:" + misnamed.getListenPort()))) {
            // Then
            assertThat(mistrusting.authenticate("alice", "alice's secret")).isInstanceOf(Verdict.Down.class);
            assertThat(watcher.binds).isEmpty();
        } finally {
            misnamed.shutDown(true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"uid={user}", "(uid={user}", "(uid~={user})", "(uid=*{user}*)", "(&(a=b)(c=d)) ", "(=x)", ""})
    void shouldRefuseAFilterItDoesNotUnderstand(String filter) {
        assertThatThrownBy(() -> FilterTemplate.parse(filter)).isInstanceOf(BrokerException.class);
    }

    @Test
    void shouldFillAFilterWithAValueOnly() {
        // Given
        var template = FilterTemplate.parse("(&(objectClass=person)(!(locked=*))(|(uid={user})(mail={user})))");

        // When
        var filter = template.fill("{user}", "*)(uid=*");

        // Then
        assertThat(filter.toString())
                .isEqualTo(
                        "(&(objectClass=person)(!(locked=*))(|(uid=\\2a\\29\\28uid=\\2a)(mail=\\2a\\29\\28uid=\\2a)))");
        assertThat(template.attributesOf("{user}")).containsExactly("uid", "mail");
    }

    private long nanos(String name) {
        long start = System.nanoTime();
        directory.authenticate(name, "wrong");
        return System.nanoTime() - start;
    }

    private static long median(List<Long> samples) {
        return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElseThrow();
    }

    private LdapSettings settings(String... urls) {
        return settings(authority, urls);
    }

    private static LdapSettings settings(Authority authority, String... urls) {
        return new LdapSettings(
                "corp",
                List.of(urls).stream().map(URI::create).toList(),
                BASE,
                Optional.empty(),
                LdapSettings.USER_FILTER,
                LdapSettings.GROUP_FILTER,
                Optional.of(authority.ca()));
    }

    private InMemoryDirectoryServer server(Authority tls) throws LDAPException, java.net.UnknownHostException {
        var config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.addInMemoryOperationInterceptor(watcher);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig(
                "ldap",
                InetAddress.getByName("127.0.0.1"),
                0,
                tls.tls().context().getSocketFactory()));
        var fresh = new InMemoryDirectoryServer(config);
        fresh.importFromLDIF(true, Path.of("src/test/resources/ldap/corp.ldif").toString());
        fresh.startListening();
        return fresh;
    }
}
