package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdministrationTest {
    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void poolsNameTheirVmsByNumberOrMaskAndCardsDiffer() {
        // Given
        fixture.paperPool("demo", 2, 1);
        // When
        fixture.paperPool("win7-??x", 3, 1);
        // Then
        assertThat(fixture.vms().stream().map(vm -> vm.name()).sorted())
                .containsExactly("demo-1", "demo-2", "win7-01x", "win7-02x", "win7-03x");
        var cards = fixture.jdbc()
                .sql("select mac from pool.nic")
                .query(String.class)
                .list();
        assertThat(cards).doesNotHaveDuplicates().allMatch(mac -> mac.matches("52:54:00(:[0-9a-f]{2}){3}"));
    }

    @Test
    void aPoolWithANameThatIsTakenIsRefusedAndNothingIsLeftOfIt() {
        // Given
        fixture.paperPool("demo", 2, 1);
        var template = fixture.module.templates().list().getFirst().id();
        // When, Then
        refused(Code.ALREADY_EXISTS, () -> fixture.module.pools().create(pool("demo", template, 1, 0, 1, 1, 64)));
        refused(Code.ALREADY_EXISTS, () -> fixture.module.pools().create(pool("demo-?", template, 1, 0, 1, 1, 64)));
        assertThat(fixture.vms()).hasSize(2);
        assertThat(fixture.module.pools().list()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1, 0, 1, 1, 64",
        "' a', 1, 0, 1, 1, 64",
        "'a\u202eb', 1, 0, 1, 1, 64",
        "a/b, 1, 0, 1, 1, 64",
        "'<b>', 1, 0, 1, 1, 64",
        "'a-?-?', 1, 0, 1, 1, 64",
        "a, 0, 0, 1, 1, 64",
        "a, 1001, 0, 1, 1, 64",
        "a-?, 10, 0, 1, 1, 64",
        "a, 1, 2, 1, 1, 64",
        "a, 1, -1, 1, 1, 64",
        "a, 1, 0, 0, 1, 64",
        "a, 1, 0, 1, 0, 64",
        "a, 1, 0, 1, 65, 64",
        "a, 1, 0, 1, 1, 15",
        "a, 1, 0, 1, 1, 1048577"
    })
    void valuesOutOfRangeAreRefused(String name, int size, int prestarted, int max, int vcpus, long memory) {
        // Given
        var template = new TemplateId(UUID.randomUUID());
        // When, Then
        refused(
                Code.INVALID,
                () -> fixture.module.pools().create(pool(name, template, size, prestarted, max, vcpus, memory)));
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        refused(
                Code.NOT_FOUND,
                () -> fixture.module.pools().create(pool("a", new TemplateId(UUID.randomUUID()), 1, 0, 1, 1, 64)));
        refused(Code.NOT_FOUND, () -> fixture.module.pools().claim(PoolId.random(), Fixture.ALICE));
        refused(Code.NOT_FOUND, () -> fixture.module.pools().count(PoolId.random()));
        refused(Code.NOT_FOUND, () -> fixture.module.hosts().confirmed(new HostId(UUID.randomUUID()), "hw"));
    }

    @Test
    void A18_anImageWithABackingFileNeverReachesAHost() throws Exception {
        // Given
        fixture.started();
        var image = Fixture.image();
        var bytes = Files.readAllBytes(image);
        bytes[15] = 112;
        Files.write(image, bytes);
        var disks = fixture.host.disks();
        // When, Then
        refused(Code.BAD_IMAGE, () -> fixture.module.templates().importImage("bad", image));
        refused(Code.BAD_IMAGE, () -> fixture.module.templates().importImage("gone", Path.of("/nowhere.qcow2")));
        assertThat(fixture.module.templates().list()).isEmpty();
        assertThat(fixture.host.disks()).isEqualTo(disks);
    }

    @Test
    void aTemplateAppearsOnlyWhenTheHostHasItsImage() {
        // Given
        refused(Code.NO_HOST, () -> fixture.module.templates().importImage("t", Fixture.image()));
        fixture.started();
        fixture.host.uploads = new Outcome.Failed("no space left");
        refused(Code.AGENT, () -> fixture.module.templates().importImage("t", Fixture.image()));
        fixture.host.uploads = new Outcome.Refused(Outcome.Reason.BAD_IMAGE, "it has a backing file");
        refused(Code.BAD_IMAGE, () -> fixture.module.templates().importImage("t", Fixture.image()));
        assertThat(fixture.module.templates().list()).isEmpty();
        // When
        fixture.host.uploads = new Outcome.Done();
        var template = fixture.module.templates().importImage("t", Fixture.image());
        // Then
        assertThat(fixture.module.templates().byName("t")).isPresent();
        assertThat(template.virtualBytes()).isEqualTo(1 << 20);
        refused(Code.ALREADY_EXISTS, () -> fixture.module.templates().importImage("t", Fixture.image()));
        refused(Code.INVALID, () -> fixture.module.templates().importImage("a/b", Fixture.image()));
    }

    @Test
    void ensuringTwiceChangesNothing() {
        // Given
        var host = fixture.module.hosts().ensure("h1", "127.0.0.1", 8446);
        var storage = fixture.module.storage().ensure("local", "/var/lib/oriel/storage");
        // When
        var again = fixture.module.hosts().ensure("h1", "127.0.0.1", 8446);
        // Then
        assertThat(again).isEqualTo(host);
        assertThat(fixture.module.storage().ensure("local", "/var/lib/oriel/storage"))
                .isEqualTo(storage);
        assertThat(fixture.module.hosts().ensure("h1", "10.0.0.1", 8446).address())
                .isEqualTo("10.0.0.1");
        fixture.paperPool("demo", 1, 1);
        refused(Code.IN_USE, () -> fixture.module.storage().ensure("local", "/elsewhere"));
        refused(Code.INVALID, () -> fixture.module.storage().ensure("other", "relative"));
        refused(Code.INVALID, () -> fixture.module.hosts().ensure("h1", "a b", 1));
    }

    @Test
    void aMachineIsConfirmedOnce() {
        // Given
        var host = fixture.module.hosts().list().getFirst().id();
        fixture.module.hosts().confirmed(host, "hw-1");
        // When
        fixture.module.hosts().confirmed(host, "hw-1");
        // Then
        refused(Code.CONFLICT, () -> fixture.module.hosts().confirmed(host, "hw-2"));
    }

    @Test
    void A31_eventsAreOneLineEachAndListenersHearThemAfterTheCommit() throws Exception {
        // Given
        var heard = new ArrayList<String>();
        try (var _ = fixture.module.events().onChange(change -> heard.add(change.text()))) {
            // When
            fixture.module.events().record(Event.of(Severity.WARNING, "login of eve\r\n2026 forged\u001b[31m"));
            fixture.paperPool("demo", 1, 1);
        }
        fixture.module.events().record(Event.of(Severity.NORMAL, "unheard"));
        // Then
        assertThat(heard)
                .containsExactly(
                        "login of eve\\u000d\\u000a2026 forged\\u001b[31m",
                        "pool demo was made with 1 vms",
                        "make pool demo");
        assertThat(fixture.module.events().latest(1).getFirst().text()).isEqualTo("unheard");
        assertThat(fixture.log()).doesNotContain("\r", "\u001b");
    }

    private static NewPool pool(
            String name, TemplateId template, int size, int prestarted, int max, int vcpus, long memory) {
        return new NewPool(name, "", template, size, prestarted, max, true, vcpus, memory);
    }

    private static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PoolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
