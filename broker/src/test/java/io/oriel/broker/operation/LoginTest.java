package io.oriel.broker.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Shop;
import io.oriel.broker.access.People;
import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.Directory;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.Verdict;
import io.oriel.broker.presence.LocalPresence;
import io.oriel.pool.estate.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    private static final String HOME = "192.0.2.1";

    @TempDir
    static Path temp;

    private static Shop shop;
    private static String adminPassword;

    private final AtomicLong nanos = new AtomicLong();
    private Login login;

    /** A directory that cannot be asked. */
    private record Unplugged(String name) implements Directory {
        @Override
        public Verdict authenticate(String name, String password) {
            return new Verdict.Down("unplugged");
        }

        @Override
        public boolean admits(UserId user) {
            return true;
        }

        @Override
        public void close() {}
    }

    @BeforeAll
    static void open() {
        shop = new Shop(temp);
        adminPassword = new SuperUsers(shop.jdbc).ensure().orElseThrow();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @BeforeEach
    void begin() {
        shop.directory.setLocked("alice", false);
        login = new Login(
                new Directories(List.of(new Unplugged("corp"), shop.directory)),
                new SuperUsers(shop.jdbc),
                new People(shop.jdbc, Set.of(new UserId("bob@internal"))),
                new LocalPresence(nanos::get),
                shop.estate.events());
    }

    @Test
    void shouldLetPeopleIn() {
        assertThat(login.directories()).containsExactly("corp", "internal");
        assertThat(login.login("Alice", "internal", "alice-secret", HOME))
                .isInstanceOfSatisfying(LoginResult.Welcome.class, welcome -> {
                    assertThat(welcome.user().id()).isEqualTo(new UserId("alice@internal"));
                    assertThat(welcome.user().superUser()).isFalse();
                });
        assertThat(login.login("bob", "internal", "bob-secret", HOME))
                .isInstanceOfSatisfying(
                        LoginResult.Welcome.class,
                        welcome -> assertThat(welcome.user().superUser()).isTrue());
        assertThat(shop.estate.events().latest(2))
                .anyMatch(event -> event.text().equals("alice@internal logged in from " + HOME));
    }

    @Test
    void shouldLetTheAdministratorInWhateverTheDirectoriesDo() {
        assertThat(login.login("admin", "internal", adminPassword, HOME))
                .isInstanceOfSatisfying(LoginResult.Welcome.class, welcome -> {
                    assertThat(welcome.user().id()).isEqualTo(SuperUsers.ADMIN);
                    assertThat(welcome.user().superUser()).isTrue();
                });
        assertThat(login.login("admin", "internal", "wrong", HOME)).isInstanceOf(LoginResult.WrongSecret.class);
        assertThat(new SuperUsers(shop.jdbc).ensure()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong() {
        shop.directory.setLocked("alice", true);

        assertThat(login.login("alice", "internal", "alice-secret", HOME)).isEqualTo(new LoginResult.Locked());
        assertThat(login.login("alice", "internal", "wrong", HOME)).isEqualTo(new LoginResult.WrongSecret(3));
        assertThat(login.login("nobody", "internal", "wrong", HOME)).isEqualTo(new LoginResult.WrongSecret(4));
        assertThat(login.login("alice", "nowhere", "wrong", HOME)).isEqualTo(new LoginResult.WrongSecret(4));
        assertThat(login.login("alice", "corp", "secret", HOME)).isEqualTo(new LoginResult.DirectoryDown("corp"));
    }

    @Test
    void A4_theSixthTryWaitsEvenWithTheRightPassword() {
        // When
        var left = new ArrayList<Integer>();
        for (int tries = 0; tries < 5; tries++) {
            if (login.login("alice", "internal", "wrong", HOME) instanceof LoginResult.WrongSecret(var more)) {
                left.add(more);
            }
        }
        var sixth = login.login("ALICE", "internal", "alice-secret", HOME);
        var elsewhere = login.login("alice", "internal", "alice-secret", "192.0.2.2");
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        var later = login.login("alice", "internal", "alice-secret", HOME);

        // Then
        assertThat(left).containsExactly(4, 3, 2, 1, 0);
        assertThat(sixth)
                .isInstanceOfSatisfying(
                        LoginResult.TooManyTries.class,
                        result -> assertThat(result.waiting()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5)));
        assertThat(elsewhere).isInstanceOf(LoginResult.Welcome.class); // nobody locks alice out from elsewhere
        assertThat(later).isInstanceOf(LoginResult.Welcome.class);
    }

    @Test
    void A4_sprayingManyNamesFromOneAddressIsLimitedToo() {
        for (int name = 0; name < 50; name++) {
            assertThat(login.login("user" + name, "corp", "", HOME)).isInstanceOf(LoginResult.class);
            login.login("spray" + name, "nowhere", "wrong", HOME);
        }
        assertThat(login.login("fresh", "nowhere", "wrong", HOME)).isInstanceOf(LoginResult.TooManyTries.class);
        assertThat(login.login("fresh", "nowhere", "wrong", "192.0.2.9")).isInstanceOf(LoginResult.WrongSecret.class);
    }

    @Test
    void A4_manyTriesAtOnceAreCountedOneByOne() throws Exception {
        // Given
        int many = 20;
        var barrier = new CyclicBarrier(many);
        Callable<LoginResult> guess = () -> {
            barrier.await();
            return login.login("alice", "nowhere", "wrong", HOME);
        };

        // When
        var results = new ArrayList<LoginResult>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var one : threads.invokeAll(java.util.Collections.nCopies(many, guess))) {
                results.add(one.get());
            }
        }

        // Then
        assertThat(results)
                .filteredOn(LoginResult.WrongSecret.class::isInstance)
                .hasSize(5);
        assertThat(results)
                .filteredOn(LoginResult.TooManyTries.class::isInstance)
                .hasSize(many - 5);
    }

    @Test
    void shouldGiveTheCountBackOnSuccess() {
        for (int round = 0; round < 4; round++) {
            for (int tries = 0; tries < 4; tries++) {
                login.login("alice", "nowhere", "wrong", HOME);
                login.login("admin", "internal", "", HOME);
            }
            assertThat(login.login("admin", "internal", adminPassword, HOME)).isInstanceOf(LoginResult.Welcome.class);
            nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        }
    }

    @Test
    void A31_namesCannotForgeEvents() {
        login.login("x\r\n2026-11-22 admin logged in \u001b[2K", "internal", "wrong", HOME);

        assertThat(shop.estate.events().latest(1).getFirst().text())
                .isEqualTo("failed login as (unprintable)@internal from " + HOME);
    }
}
