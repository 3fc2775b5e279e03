package io.oriel.pool.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.search.Parsing.Kind;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.SearchFault.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a query, and where. */
class ParserTest {

    private static SearchFault fault(String text) {
        return switch (Parser.parse(text)) {
            case Parsing.Broken(var fault, var _) -> fault;
            case Parsing.Understood(var query, var _) -> throw new AssertionError(text + " means " + query);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            |INVALID_SEARCH_OBJECT|0|0|say what is searched for
            Bananas: x|INVALID_SEARCH_OBJECT|0|7|nothing is called Bananas
            Quota: name = x|INVALID_SEARCH_OBJECT|0|5|there are no quotas here
            volumes:|INVALID_SEARCH_OBJECT|0|7|there are no Gluster volumes here
            Vms|COLON_NOT_NEXT_TO_SEARCH_OBJECT|3|3|after Vms comes a colon
            Vms name = x|COLON_NOT_NEXT_TO_SEARCH_OBJECT|3|4|after Vms comes a colon
            Vms: = x|INVALID_POST_COLON_PHRASE|5|6|before a relation comes a field
            Vms: and name = x|INVALID_POST_COLON_PHRASE|5|8|after the colon comes a condition
            Vms: nme = x|INVALID_CONDITION_FILED|5|8|Vms have no field nme
            Vms: pools.name = x|INVALID_CONDITION_FILED|5|15|Vms have no field pools.name
            Vms: quota = x|INVALID_CONDITION_FILED|5|10|quota of Vms is not recorded here
            Vms: hosts.nme = x|INVALID_CONDITION_FILED|11|14|Hosts have no field nme
            Vms: hosts.spm_id = x|INVALID_CONDITION_FILED|11|17|spm_id of Hosts is not recorded here
            Vms: hosts.|CANT_GET_CONDITION_FIELD_AC|11|11|after the dot comes a field of Hosts
            Vms: hosts up|INVALID_POST_CROSS_REF_OBJ|11|12|after hosts comes a dot and a field
            Vms: hosts > up|INVALID_POST_CROSS_REF_OBJ|11|12|after hosts comes a dot and a field
            Vms: hosts|INVALID_POST_CROSS_REF_OBJ|10|10|after hosts comes a dot and a field
            Vms: name|INVALID_CONDITION_RELATION|9|9|after name comes != =
            Vms: name > x|INVALID_CONDITION_RELATION|10|11|after name comes != =
            Vms: uptime = 3d|INVALID_CONDITION_RELATION|12|13|after uptime comes < >
            Events: time >= TODAY|INVALID_CONDITION_RELATION|13|15|after time comes = < >
            Vms: name =|INVALID_CONDITION_VALUE|11|11|a value is missing
            Vms: status = upp|INVALID_CONDITION_VALUE|14|17|status is one of
            Vms: cpu_usage > much|INVALID_CONDITION_VALUE|17|21|cpu_usage is a number of per cent
            Vms: uptime > long|INVALID_CONDITION_VALUE|14|18|uptime is a length of time
            Events: time > 2026-02-30|INVALID_CONDITION_VALUE|15|25|time is TODAY
            Vms: name = "a|INVALID_CONDITION_VALUE|12|14|the closing quote is missing
            Vms: name = a"b"|INVALID_CONDITION_VALUE|12|16|a quote stands inside a word
            Vms: ""|INVALID_CONDITION_VALUE|5|7|there is nothing in it
            Vms: name = a and|INVALID_POST_OR_AND_PHRASE|17|17|after and comes a condition
            Vms: name = a or or|INVALID_POST_OR_AND_PHRASE|17|19|after or comes a condition
            Vms: name = a and sortby name|INVALID_POST_OR_AND_PHRASE|18|24|after and comes a condition
            Vms: a b|FREE_TEXT_ALLOWED_ONCE_PER_OBJ|7|8|a word without a field can stand only once
            Vms: hosts = a or hosts = b|FREE_TEXT_ALLOWED_ONCE_PER_OBJ|26|27|only once for hosts
            Vms: name = x;drop|INVALID_CHARECTER|13|14|cannot be searched for
            Vms: sortby|INVALID_SORT_FIELD|11|11|a field is missing
            Vms: sortby nme|INVALID_SORT_FIELD|12|15|Vms have no field nme
            Vms: sortby name up|INVALID_POST_SORT_PHRASE|17|19|comes asc, desc or page
            Vms: sortby name asc desc|INVALID_POST_SORT_PHRASE|21|25|comes page
            Vms: page|INVALID_PAGE|9|9|after page comes a number
            Vms: page 0|INVALID_PAGE|10|11|after page comes a number
            Vms: page 2 sortby name|INVALID_PAGE|12|23|after the page nothing follows
            """)
    void saysWhatIsWrongAndWhere(String text, Code code, int start, int end, String saying) {
        // When
        var fault = fault(text == null ? "" : text);
        // Then
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.text()).contains(saying);
        assertThat(new int[] {fault.start(), fault.end()}).containsExactly(start, end);
    }

    @Test
    void namesWhatIsPossibleThere() {
        assertThat(fault("Vms: color = red").text())
                .contains("fields are name, status,")
                .contains("or those of hosts, templates, storage, vnics, users, events");
        assertThat(fault("Foo:").text()).contains("Vms, Desktops, VServers, Hosts");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(fault("Vms: " + "a".repeat(Parser.LONGEST)).code()).isEqualTo(Code.TOO_LONG);
        assertThat(fault("x".repeat(1000)).text()).hasSizeLessThan(400);
    }

    @Test
    void tellsTheKindsOfItsParts() {
        assertThat(Parser.parse("Vms: hosts.name != \"a b\" sortby name desc").tokens())
                .containsExactly(
                        new Token(Kind.THING, 0, 3),
                        new Token(Kind.RELATED, 5, 10),
                        new Token(Kind.FIELD, 11, 15),
                        new Token(Kind.RELATION, 16, 18),
                        new Token(Kind.VALUE, 19, 24),
                        new Token(Kind.WORD, 25, 31),
                        new Token(Kind.FIELD, 32, 36),
                        new Token(Kind.WORD, 37, 41));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            vm:NAME=a|Vms: name = a
            desktop : a|Desktops: "a"
            Hosts:vms.os=windows* page 2|Hosts: vms.os = windows* page 2
            Vms: host . name=a or name!="a b" sortby name asc page 1|Vms: hosts.name = a or name != "a b" sortby name
            Vms: hosts=a name = and|Vms: hosts = "a" and name = and
            Vms: win-1.lab:3|Vms: "win-1.lab:3"
            Vms: name = a=b|Vms: name = a=b
            Vms: "name = a"|Vms: "name = a"
            """)
    void printsWhatItHasUnderstood(String text, String printed) {
        assertThat(Parser.parse(text))
                .isInstanceOfSatisfying(
                        Parsing.Understood.class, it -> assertThat(it.query()).hasToString(printed));
    }
}
