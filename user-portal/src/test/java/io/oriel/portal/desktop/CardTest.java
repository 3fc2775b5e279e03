package io.oriel.portal.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardTest {

    @ParameterizedTest
    @CsvSource({
        "up, Up, s-up, ok, PICTURE",
        "down, Down, s-down, off, SAID",
        "wait_for_launch, Wait for launch, s-busy, busy, STARTING",
        "powering_up, Powering up, s-busy, busy, STARTING",
        "powering_down, Powering down, s-busy, busy, SAID",
        "paused, Paused, s-paused, warn, PICTURE",
        "image_locked, Image locked, s-lock, warn, STARTING",
        "unknown, Unknown, s-unknown, warn, SAID",
        "not_responding, Not responding, s-bad, bad, SAID",
        "never_heard_of, Never heard of, s-unknown, warn, SAID"
    })
    void everyStateHasItsWordGlyphAndScene(String state, String word, String glyph, String tone, Card.Scene scene) {
        // When
        var card = Card.of(Sheets.desktop("d", state), false, Sheets.WORDS);

        // Then
        assertThat(card.word()).isEqualTo(word);
        assertThat(card.glyph()).isEqualTo(glyph);
        assertThat(card.tone()).isEqualTo(tone);
        assertThat(card.scene()).isEqualTo(scene);
    }

    @Test
    void aStartSaysHowLongItTakes() {
        // When
        var page = Sheets.live(List.of(Sheets.starting(Sheets.desktop("d", "powering_up"), 3, 5)), List.of());

        // Then
        assertThat(page)
                .contains("Starting, about 5 s", "max=\"8\" value=\"3\"", "width=\"37\"", "Open it when it is up");
    }

    @Test
    void aFailureStandsWhereThePictureWas() {
        // Given
        var failed = Sheets.troubled(
                Sheets.desktop("gis-04", "down"),
                "Could not start: no host has room. It needs 32 GiB. Try again later.");

        // When
        var page = Sheets.live(List.of(failed), List.of());

        // Then
        assertThat(page)
                .contains(
                        "<b class=\"bad\">Could not start: no host has room.</b>",
                        "It needs 32 GiB. Try again later.",
                        "Try again",
                        "Give back")
                .doesNotContain("<img");
    }

    @Test
    void a14_namesAndReasonsAreTextAndNothingElse() {
        // Given
        var canary = "\"><svg onload=alert(1)>'${7919*6007}[[${7919*6007}]]__${T(java.lang.Runtime)}__";
        var failed = Sheets.troubled(Sheets.desktop(canary, "down"), canary + ". " + canary);

        // When
        var page = Sheets.live(
                List.of(failed, Sheets.desktop(canary + "2", "up")), List.of(Sheets.pool(canary, 1, 1, 4, 0)));

        // Then
        assertThat(page).contains("&gt;&lt;svg onload=alert(1)&gt;").doesNotContain("<svg onload", "47569433");
        assertThat(page.replace("&quot;", "")).doesNotContainPattern("=\"[^\"]*\"><svg onload");
    }

    @Test
    void noElementCarriesStyleOrScript() {
        // When
        var page = Sheets.live(
                List.of(Sheets.desktop("a", "up"), Sheets.desktop("b", "down")), List.of(Sheets.pool("p", 1, 1, 4, 0)));

        // Then
        assertThat(page).doesNotContain(" style=", "<script", " onclick", "javascript:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "17 | 3 | 50 | 1 | 17 ready now | of 50 | You have 1, the most allowed. | false",
                "61 | 3 | 100 | 0 | 61 ready now | of 100 | Ready at once | true",
                "0 | 6 | 24 | 0 | None ready | , 6 can be started | Starts in about 40\u00a0s | true",
                "0 | 0 | 24 | 0 | All 24 are taken | '' | Shows here when one is free. | false",
                "0 | 0 | 0 | 0 | No desktops yet | '' | Shows here when one is free. | false"
            })
    void aPoolSaysWhatTakingOneMeans(
            int ready, int startable, int size, int mine, String figure, String rest, String hint, boolean takeable) {
        // When
        var row = PoolRow.of(Sheets.pool("p", ready, startable, size, mine), Sheets.WORDS);

        // Then
        assertThat(row.figure()).isEqualTo(figure);
        assertThat(row.rest().strip()).isEqualTo(rest);
        assertThat(row.hint()).isEqualTo(hint);
        assertThat(row.takeable()).isEqualTo(takeable);
    }
}
