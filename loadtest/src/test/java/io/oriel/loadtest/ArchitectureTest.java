package io.oriel.loadtest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of architecture.md §1 and the rules beside it, proven on the class files of all modules. */
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.oriel");

    private static final Map<String, String> MODULE_ROOTS = Map.of(
            "certs", "io.oriel.certs..",
            "host-agent", "io.oriel.host..",
            "pool-manager", "io.oriel.pool..",
            "display-proxy", "io.oriel.display..",
            "broker", "io.oriel.broker..",
            "user-portal", "io.oriel.portal..");

    /** Classes that construct adapters and are exempt from the table, by name. */
    private static final String WIRING = ".*(Main|Wiring|Module)";

    @Test
    void shouldSeeEveryModule() {
        // Given
        var oneOfEach = Stream.of(
                "io.oriel.certs.ca.CertificateAuthority",
                "io.oriel.host.HostAgentMain",
                "io.oriel.pool.store.EstateStore",
                "io.oriel.display.DisplayProxyMain",
                "io.oriel.broker.directory.LdapDirectory",
                "io.oriel.portal.PortalMain");

        // Then
        assertThat(oneOfEach).allMatch(HOUSE::contain);
    }

    @ParameterizedTest(name = "{0} imports no module but {1}")
    @CsvSource(textBlock = """
                    certs,
                    host-agent,    certs
                    pool-manager,  certs host-agent
                    display-proxy, certs
                    broker,        certs host-agent pool-manager display-proxy
                    user-portal,   certs host-agent pool-manager display-proxy broker
                    """)
    void shouldImportDownwardsOnly(String module, @org.jspecify.annotations.Nullable String allowed) {
        // Given
        var allowedModules = allowed == null ? java.util.List.<String>of() : Arrays.asList(allowed.split(" "));
        var forbidden = MODULE_ROOTS.keySet().stream()
                .filter(other -> !other.equals(module) && !allowedModules.contains(other))
                .map(MODULE_ROOTS::get)
                .toArray(String[]::new);

        // Then
        noClasses()
                .that()
                .resideInAPackage(MODULE_ROOTS.get(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(HOUSE);
    }

    @Test
    void shouldUseOfTheHostOnlyItsContractFromAbove() {
        noClasses()
                .that()
                .resideInAnyPackage("io.oriel.pool..", "io.oriel.broker..", "io.oriel.portal..")
                .and()
                .haveNameNotMatching(WIRING)
                .should()
                .dependOnClassesThat(resideInAPackage("io.oriel.host..")
                        .and(not(resideInAnyPackage("io.oriel.host.api", "io.oriel.host.guard"))))
                .check(HOUSE);
    }

    @Test
    void shouldUseOfTheGatewayOnlyItsGrantsFromAbove() {
        noClasses()
                .that()
                .resideInAnyPackage("io.oriel.broker..", "io.oriel.portal..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.oriel.display..").and(not(resideInAPackage("io.oriel.display.grant"))))
                .check(HOUSE);
    }

    @Test
    void shouldKnowOfThePoolModuleOnlyWhatTheTableAllows() {
        noClasses()
                .that()
                .resideInAPackage("io.oriel.broker..")
                .and()
                .haveNameNotMatching(WIRING)
                .should()
                .dependOnClassesThat(resideInAPackage("io.oriel.pool..")
                        .and(not(resideInAnyPackage(
                                "io.oriel.pool",
                                "io.oriel.pool.estate",
                                "io.oriel.pool.search",
                                "io.oriel.pool.event",
                                "io.oriel.pool.history",
                                "io.oriel.pool.schedule"))))
                .check(HOUSE);
    }

    @Test
    void shouldHaveNoPackageCycles() {
        slices().matching("io.oriel.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.oriel.certs.identity",
                "io.oriel.host.api",
                "io.oriel.pool.estate",
                "io.oriel.pool.plan",
                "io.oriel.pool.schedule",
                "io.oriel.pool.search",
                "io.oriel.display.grant"
            })
    void shouldKeepTheSharedVocabularyPure(String pure) {
        classes()
                .that()
                .resideInAPackage(pure)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.oriel.certs.identity",
                        "io.oriel.host.api",
                        "io.oriel.pool.estate",
                        "io.oriel.pool.plan",
                        "io.oriel.pool.schedule",
                        "io.oriel.pool.search",
                        "io.oriel.display.grant"))
                .check(HOUSE);
    }

    @ParameterizedTest(name = "{0} only in {1}")
    @CsvSource(textBlock = """
                    org.libvirt..,        io.oriel.host.libvirt
                    com.sun.jna..,        io.oriel.host.libvirt
                    org.bouncycastle..,   io.oriel.certs.ca
                    com.unboundid..,      io.oriel.broker.directory
                    io.lettuce..,         io.oriel.broker.presence
                    info.picocli..,       io.oriel.portal.cli
                    """)
    void shouldImportEachVendorInOnePlace(String vendor, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .and()
                .haveNameNotMatching(WIRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(vendor)
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void shouldKeepSpringOutOfTheSmallPrograms() {
        noClasses()
                .that()
                .resideInAnyPackage("io.oriel.certs..", "io.oriel.host..", "io.oriel.display..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "java.sql..")
                .check(HOUSE);
    }

    @Test
    void shouldKeepTheCommandLineClientThin() {
        noClasses()
                .that()
                .resideInAPackage("io.oriel.portal.cli")
                .should()
                .dependOnClassesThat(resideInAPackage("io.oriel..").and(not(resideInAPackage("io.oriel.portal.cli"))))
                .check(HOUSE);
    }

    @Test
    void shouldMarkEveryPackage() {
        assertThat(HOUSE.stream()
                        .map(c -> c.getPackage())
                        .filter(p -> !p.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .map(p -> p.getName())
                        .distinct())
                .isEmpty();
    }

    @Test
    void shouldAvoidNamesThatSayNothing() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveNameMatching(".*\\.(Abstract\\w*|\\w+(Utils|Helper|Manager|Impl|Base|Processor|Data|Info|DTO|VO))")
                .check(HOUSE);
    }

    @Test
    void a2_shouldNeverBuildAnLdapFilterFromText() {
        noClasses()
                .should()
                .callMethod("com.unboundid.ldap.sdk.Filter", "create", "java.lang.String")
                .check(HOUSE);
    }
}
