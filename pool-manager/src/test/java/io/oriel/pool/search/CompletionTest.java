package io.oriel.pool.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.HostState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is offered at the caret. */
class CompletionTest {
    private static final Census TOWN = new Town()
            .host("h1", new HostState.Up(Town.NOW), 90)
            .host("h2", new HostState.Up(Town.NOW), 10)
            .vm("desk-1", "win11", Town.upOn("h1"), Optional.empty())
            .vm("db", "debian12", Town.upOn("h2"), Optional.empty())
            .tag("lab", Optional.empty(), "db")
            .person("alice@internal", "Alice Example")
            .census();

    private static List<String> offered(String text) {
        return Completion.at(text, text.length(), TOWN).stream()
                .map(Candidate::text)
                .toList();
    }

    @ParameterizedTest(name = "{0}|")
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            V|Vms: VServers: Vnic:
            Vms|Vms: :
            Vms: na|name
            Vms: name|name != =
            Vms: mem|mem_usage memory
            Vms: ho|host hosts
            Vms: hosts|hosts . != =
            Vms: hosts.st|status
            Vms: status = po|powering_up powering_down
            Vms: name = d|db desk-1
            Vms: name = "d|db desk-1
            Vms: hosts.name = |h1 h2
            Vms: tag =|= lab
            Vms: users.lastname = e|Example
            Vms: templates.name = w|win11
            Vms: cluster = |east
            Vms: cpu_usage >|>= >
            Vms: name = db |and or sortby page name status description id host cluster
            Vms: name = db an|and
            Vms: name = db and stat|status
            Vms: sort|sortby
            Vms: sortby cpu|cpu_usage
            Vms: sortby name d|desc
            Vms: sortby name desc |page
            Events: severity = |normal warning error alert
            Events: time > Y|YESTERDAY
            """)
    void isOffered(String text, String expected) {
        var words = List.of(expected.split(" "));
        assertThat(offered(text)).startsWith(words.toArray(String[]::new));
        if (words.size() < 8) {
            assertThat(offered(text)).containsExactlyElementsOf(words);
        }
    }

    @Test
    void takesThePlaceOfWhatIsBeingWritten() {
        assertThat(Completion.at("Vms: hosts.st = up", 13, TOWN))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.text()).isEqualTo("status");
                    assertThat(it.start()).isEqualTo(11);
                    assertThat(it.kind()).isEqualTo(Parsing.Kind.FIELD);
                    assertThat(it.description()).startsWith("one of unassigned, down");
                });
    }

    @Test
    void offersNothingWhereNothingCanStand() {
        assertThat(offered("Vms: bananas = ")).isEmpty();
        assertThat(offered("Vms: page ")).isEmpty();
        assertThat(offered("Vms: page 2 ")).isEmpty();
        assertThat(offered("Vms: name = db")).containsExactly("db");
    }
}
