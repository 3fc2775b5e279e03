package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"w", "win 11", "Büro 3.OG", "デスクトップ 1", "a b c_d-e.f", "ελληνικά", "7zip", "हिन्दी मशीन"})
    void namesOfAnyScriptMayHaveSpacesBetweenTheirWords(String name) {
        assertThat(Names.isName(name)).isTrue();
    }

    @ParameterizedTest(name = "{index}") // the names themselves would break the report
    @MethodSource("bad")
    void controlCharactersAndTricksOfXmlShellsAndPathsAreNoNames(String name) {
        assertThat(Names.isName(name)).as(name).isFalse();
    }

    static Stream<String> bad() {
        return Stream.of(
                "",
                " ",
                " a",
                "a ",
                "a  b",
                "a\tb",
                "a\nb",
                "a\n",
                "a\rb",
                "a\0b",
                "a\u001b[31m",
                "a\u00a0b", // looks like a space and is none
                "a\u2003b",
                "a\u200bb", // not seen at all
                "a\u202eb", // turns what follows round
                "a\ufeffb",
                "e\u0301", // the same as é, written otherwise
                "../etc",
                "a/b",
                "a\\b",
                ".hidden",
                "-rf",
                "<a>",
                "a&b",
                "a\"b",
                "a'b",
                "]]>",
                "a;b",
                "a$(b)",
                "a`b`",
                "a|b",
                "a*",
                "a%2fb",
                "\ud800",
                "a".repeat(64));
    }

    @Test
    void sixtyThreeCharactersAreEnoughWhateverTheScript() {
        assertThat(Names.isName("a".repeat(63))).isTrue();
        assertThat(Names.isName("𐌰".repeat(63))).as("each takes two chars").isTrue();
        assertThat(Names.isName("𐌰".repeat(64))).isFalse();
        assertThat(Names.isName("a b".repeat(21))).isTrue();
        assertThat(Names.isName("a b".repeat(22))).isFalse();
    }

    @Test
    void aVmATemplateAndAPoolAreCalledByNamesWithSpaces() {
        try (var fixture = new Fixture().started()) {
            // When
            var template = fixture.module.templates().importImage("windows 11", Fixture.image());
            var vm = fixture.module.vms().create(new NewVm("front desk", template.id(), 1, 64));
            fixture.module.pools().create(new NewPool("team ??", "", template.id(), 2, 1, 1, true, 1, 64));
            fixture.module.vms().start(vm.id());
            // Then
            fixture.awaitState("front desk", "up");
            fixture.awaitState("team 01", "up");
            assertThat(fixture.host.spec(vm.id()).orElseThrow().title()).isEqualTo("front desk");
        }
    }
}
