package io.oriel.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.fault.BrokerException;
import io.oriel.pool.estate.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternalDirectoryTest {
    @TempDir
    Path temp;

    @Test
    void shouldRememberPeopleAndGroupsAcrossARestart() throws IOException {
        // Given
        var file = temp.resolve("directory/internal.ldif");
        var before = new InternalDirectory(file);
        before.add("Alice", "Alice Jönsson", "correct horse");
        before.add("bob", "", "battery staple");
        before.addGroup("desktop-users");
        before.addGroup("everybody");
        before.setMember("desktop-users", "alice", false, true);
        before.setMember("everybody", "desktop-users@internal", true, true);
        before.setMember("desktop-users", "everybody", true, true); // a circle
        before.setLocked("bob", true);

        // When
        var after = new InternalDirectory(file);

        // Then
        assertThat(after.authenticate("ALICE", "correct horse"))
                .isEqualTo(new Verdict.Accepted(new User(
                        new UserId("alice@internal"),
                        "Alice Jönsson",
                        java.util.Set.of("desktop-users@internal", "everybody@internal"),
                        false)));
        assertThat(after.authenticate("bob", "battery staple")).isEqualTo(new Verdict.Locked());
        assertThat(after.authenticate("bob", "wrong")).isEqualTo(new Verdict.WrongSecret());
        assertThat(after.admits(new UserId("alice@internal"))).isTrue();
        assertThat(after.admits(new UserId("bob@internal"))).isFalse();
        assertThat(after.admits(new UserId("alice@corp"))).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain("correct horse", "battery staple");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldForgetWhoIsDeleted() {
        // Given
        var directory = new InternalDirectory(temp.resolve("internal.ldif"));
        directory.add("alice", "", "correct horse");
        directory.addGroup("staff");
        directory.setMember("staff", "alice", false, true);

        // When
        directory.delete("alice@internal");
        directory.add("alice", "", "another one");

        // Then
        assertThat(directory.authenticate("alice", "correct horse")).isEqualTo(new Verdict.WrongSecret());
        assertThat(directory.authenticate("alice", "another one"))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.user().groups()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "admin", "admin@internal", "a b", "al,ice", "a*", "x@corp", "-a", "é", "a\nb"})
    void shouldRefuseNamesThatAreNone(String name) {
        // Given
        var directory = new InternalDirectory(temp.resolve("internal.ldif"));

        // Then
        assertThatThrownBy(() -> directory.add(name, "", "correct horse"))
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        fault -> assertThat(fault.code()).isEqualTo(BrokerException.Code.INVALID));
        assertThat(directory.people()).isEmpty();
    }

    @Test
    void shouldRefuseDoublesUnknownsAndWeakPasswords() {
        // Given
        var directory = new InternalDirectory(temp.resolve("internal.ldif"));
        directory.add("alice", "", "correct horse");

        // Then
        assertThatThrownBy(() -> directory.add("Alice", "", "correct horse")).hasMessageContaining("already");
        assertThatThrownBy(() -> directory.add("bob", "", "   ")).hasMessageContaining("password");
        assertThatThrownBy(() -> directory.setPassword("nobody", "correct horse"))
                .hasMessageContaining("no such user");
        assertThatThrownBy(() -> directory.setMember("nogroup", "alice", false, true))
                .hasMessageContaining("no such group");
    }

    @Test
    void shouldRefuseABrokenFileAndLeaveItAlone() throws IOException {
        // Given
        var file = Files.writeString(temp.resolve("internal.ldif"), "this is not LDIF");

        // Then
        assertThatThrownBy(() -> new InternalDirectory(file)).isInstanceOf(BrokerException.class);
        assertThat(Files.readString(file)).isEqualTo("this is not LDIF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\0", "correct horse\0"})
    void A1_blankOrNulPasswordsAreWrong(String password) {
        // Given
        var directory = new InternalDirectory(temp.resolve("internal.ldif"));
        directory.add("alice", "", "correct horse");

        // Then
        assertThat(directory.authenticate("alice", password)).isEqualTo(new Verdict.WrongSecret());
    }

    @Test
    void A3_anUnknownNameCostsWhatAWrongPasswordCosts() {
        // Given
        var directory = new InternalDirectory(temp.resolve("internal.ldif"));
        directory.add("alice", "", "correct horse");

        // When
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (int round = 0; round < 5; round++) {
            known.add(nanos(directory, "alice"));
            unknown.add(nanos(directory, "nobody"));
        }

        // Then
        assertThat((double) median(known) / median(unknown)).isBetween(0.5, 2.0);
    }

    private static long nanos(InternalDirectory directory, String name) {
        long start = System.nanoTime();
        assertThat(directory.authenticate(name, "wrong")).isEqualTo(new Verdict.WrongSecret());
        return System.nanoTime() - start;
    }

    private static long median(List<Long> samples) {
        return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElseThrow();
    }
}
