package io.oriel.certs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    private static final List<Key> KEYS = List.of(
            new Key("oriel.state", "", "where things are kept"),
            new Key("oriel.portal.port", "8443", "the portal's port"),
            new Key("oriel.simulate", "false", "no hypervisor"),
            new Key("oriel.ldap.*.url", "", "a directory"),
            new Key("oriel.ldap.*.bind-password-file", "", "its password's file"),
            new Key("oriel.admins", "", "super users"));

    @TempDir
    Path directory;

    private Configuration load(Map<String, String> environment, String... args) {
        return Configuration.load("portal", KEYS, args, environment, directory);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void argumentBeatsEnvironmentBeatsFileBeatsFallback() throws IOException {
        // Given
        file("portal.properties", "oriel.portal.port=1\noriel.simulate=true\noriel.admins=å@internal\n");
        var environment = Map.of("ORIEL_PORTAL_PORT", "2", "ORIEL_SIMULATE", "false", "PATH", "/bin");

        // When
        var configuration = load(environment, "--oriel.portal.port=3");

        // Then
        assertThat(configuration.number("oriel.portal.port")).isEqualTo(3);
        assertThat(configuration.flag("oriel.simulate")).isFalse();
        assertThat(configuration.text("oriel.admins")).isEqualTo("å@internal");
        assertThat(configuration.optional("oriel.state")).isEmpty();
        assertThat(load(Map.of()).number("oriel.portal.port")).isEqualTo(1);
    }

    @Test
    void fileInTheStateDirectoryIsReadWhenThereIsNoOther() throws IOException {
        // Given
        var state = Files.createDirectory(directory.resolve("state"));
        Files.writeString(state.resolve("portal.properties"), "oriel.portal.port=7\n");

        // When
        var configuration = load(Map.of("ORIEL_STATE", state.toString()));

        // Then
        assertThat(configuration.number("oriel.portal.port")).isEqualTo(7);
    }

    @Test
    void namedFileMustExist() {
        assertThatThrownBy(() -> load(Map.of(), "--oriel.config=" + directory.resolve("none")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none");
    }

    @ParameterizedTest
    @CsvSource({
        "--oriel.portal.prot=1, oriel.portal.prot, oriel.portal.port",
        "--oriel.ldap.corp.ulr=x, oriel.ldap.corp.ulr, oriel.ldap.corp.url",
        "--oriel.admin=x, oriel.admin, oriel.admins",
    })
    void unknownArgumentNamesTheNearestKey(String argument, String unknown, String nearest) {
        assertThatThrownBy(() -> load(Map.of(), argument))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("\"" + unknown + "\"", "argument", "\"" + nearest + "\"");
    }

    @Test
    void unknownNamesInFileAndEnvironmentAreRefusedWithTheirOrigin() throws IOException {
        // Given
        var file = file("portal.properties", "oriel.portal.prot=1\n");

        // Then
        assertThatThrownBy(() -> load(Map.of())).hasMessageContainingAll("oriel.portal.prot", file.toString());
        Files.delete(file);
        assertThatThrownBy(() -> load(Map.of("ORIEL_PORTAL_PROT", "1")))
                .hasMessageContainingAll("ORIEL_PORTAL_PROT", "environment", "ORIEL_PORTAL_PORT");
        assertThat(load(Map.of("ORIEL_JAVA_HOME", "/jdk")).number("oriel.portal.port"))
                .isEqualTo(8443);
    }

    @Test
    void patternsKeepTheNamesOfAnAdministrator() {
        // When
        var configuration = load(
                Map.of("ORIEL_LDAP_LAB_URL", "ldap://lab", "ORIEL_LDAP_LAB_BIND_PASSWORD_FILE", "/secret"),
                "--oriel.ldap.corp.url=ldaps://corp");

        // Then
        assertThat(configuration.names("oriel.ldap.*.url")).containsExactly("corp", "lab");
        assertThat(configuration.text("oriel.ldap.corp.url")).isEqualTo("ldaps://corp");
        assertThat(configuration.path("oriel.ldap.lab.bind-password-file")).isEqualTo(Path.of("/secret"));
        assertThat(configuration.optional("oriel.ldap.corp.bind-password-file")).isEmpty();
    }

    @Test
    void patternStandsForOnePartOnly() {
        assertThatThrownBy(() -> load(Map.of(), "--oriel.ldap.a.b.url=x")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> load(Map.of(), "--oriel.ldap..url=x")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void wrongValuesSayWhatIsWantedAndWhereTheyStand() {
        // Given
        var configuration = load(Map.of("ORIEL_SIMULATE", "yes"), "--oriel.portal.port=https");

        // Then
        assertThatThrownBy(() -> configuration.number("oriel.portal.port"))
                .hasMessage("oriel.portal.port (argument) wants a whole number, not \"https\"");
        assertThatThrownBy(() -> configuration.flag("oriel.simulate"))
                .hasMessage("oriel.simulate (environment) wants true or false, not \"yes\"");
    }

    @Test
    void malformedArgumentIsRefused() {
        assertThatThrownBy(() -> load(Map.of(), "--oriel.simulate"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--oriel.key=value");
    }

    @Test
    void tableShowsOriginsAndMasksPasswords() {
        // When
        var table = load(Map.of(), "--oriel.ldap.corp.bind-password-file=/secret/place")
                .table();

        // Then
        assertThat(table).containsPattern("oriel\\.portal\\.port +8443 +default");
        assertThat(table).containsPattern("oriel\\.ldap\\.corp\\.bind-password-file +\\*{3} +argument");
        assertThat(table).doesNotContain("/secret/place");
    }

    @Test
    void secretsCannotBeSettings() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Key("oriel.db.password", "", "never"));
    }
}
