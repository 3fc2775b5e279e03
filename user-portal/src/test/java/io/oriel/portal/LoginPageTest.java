package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the login page says. */
class LoginPageTest {
    private static Rig rig;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("lina", "Lina Login");
        rig.person("lars", "Lars Locked");
        rig.broker().people().lock(Rig.ADMIN, "lars");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameReadTheSame() {
        // When
        var wrong = new Visitor(rig).logIn("lina", "wrong");
        var unknown = new Visitor(rig).logIn("lino", "wrong");

        // Then
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body())
                .contains(
                        "The user name or the password is wrong.",
                        "more tries",
                        "role=\"alert\"",
                        "aria-invalid=\"true\"")
                .doesNotContain("value=\"wrong\"");
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(plain(unknown.body())).isEqualTo(plain(wrong.body()).replace("lina", "lino"));
    }

    private static String plain(String page) {
        return page.replaceAll("(name=\"_csrf\" value|name=\"csrf\" content)=\"[^\"]*\"", "");
    }

    @Test
    void aLockedPersonIsTold() {
        // When
        var answer = new Visitor(rig).logIn("lars", Rig.password("lars"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("This account is locked.");
    }

    @Test
    void tooManyTriesSayHowLongToWait() {
        // Given
        var visitor = new Visitor(rig);

        // When
        for (int i = 0; i < 5; i++) {
            visitor.logIn("guesser", "wrong" + i);
        }
        var answer = visitor.logIn("guesser", "wrong");

        // Then
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 300L);
        assertThat(answer.body()).contains("Too many tries.", "Wait ");
    }

    @Test
    void theDirectoryMayStandInTheName() {
        // When
        var visitor = new Visitor(rig);
        visitor.get("/login");
        var answer = visitor.post(
                "/login", Map.of("username", "lina@internal", "password", Rig.password("lina"), "domain", ""));

        // Then
        assertThat(answer.statusCode()).isEqualTo(303);
    }

    @Test
    void whoIsLoggedInNeedsNoLoginPage() {
        // When
        var answer = Visitor.loggedIn(rig, "lina").get("/login");

        // Then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).contains("/desktops");
    }

    @Test
    void theAppearanceIsKeptInACookie() {
        // Given
        var visitor = Visitor.loggedIn(rig, "lina");

        // When
        visitor.post("/me/appearance", Map.of("appearance", "dark"));

        // Then
        assertThat(visitor.get("/desktops").body()).contains("<html lang=\"en\" class=\"dark\">");
        visitor.post("/me/appearance", Map.of("appearance", "system"));
        assertThat(visitor.get("/desktops").body()).contains("<html lang=\"en\">");
    }
}
