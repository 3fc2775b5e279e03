package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.oriel.loadtest.lab.ApplianceExtension;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Browser;
import io.oriel.loadtest.lab.Glyphs;
import io.oriel.loadtest.lab.Needs;
import io.oriel.loadtest.lab.Words;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bob's desktop in Chromium by noVNC and by spice-html5: through the gateway, on a guest that hears and answers. */
@ExtendWith(ApplianceExtension.class)
class BrowserConsolesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path SCREENS = Path.of("target/screens");
    private static final String TAKEN = "text=Opened somewhere else";

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void eitherClientIsAFullConsole(String client) throws IOException {
        // Given
        Needs.programs("chromium", "chromium", "certutil");
        Files.createDirectories(SCREENS);
        var lab = ApplianceExtension.running();
        var font = Glyphs.ofGuest();
        try (var browser =
                        new Browser(lab.network(), lab.appliance().ca(), Files.createTempDirectory(lab.files(), "b"));
                var window = browser.open(1280, 800, ColorScheme.DARK)) {
            var page = window.newPage();
            var complaints = new ArrayList<String>();
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    complaints.add(message.text());
                }
            });
            logIn(page, lab.appliance().url(), lab.appliance().password("bob"));
            var console = desktop(page) + "/console?client=" + client;

            // When
            page.navigate(lab.appliance().url() + console);
            sees(page, font, "Oriel");
            var word = Words.random();
            type(page, "echo " + word);

            // Then
            sees(page, font, word);
            Await.until("the guest heard it", PATIENCE, () -> lab.appliance().serialSays(word));
            page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve("console-real-" + client + ".png")));

            // When the gateway dies, and is there again
            lab.appliance().program("gateway").destroyForcibly();
            page.waitForSelector("text=The connection was lost");
            awaitScreen(page);
            var again = Words.random();
            type(page, "echo " + again);

            // Then it is the same desktop
            sees(page, font, again);
            assertThat(font.find(word, canvas(page))).as("the screen of before").isPresent();

            takenOverAndBack(window, page, lab.appliance().url() + console);
            if (client.equals(
                    "vnc")) { // after a restart of the guest spice-html5 shows no screen: known, see user-portal/README
                ctrlAltDel(page, font, again);
            }
            assertThat(complaints).as("what the content policy refused").isEmpty();
        }
    }

    private static void takenOverAndBack(BrowserContext window, Page page, String url) {
        // When
        try (var second = window.newPage()) {
            second.navigate(url);
            awaitScreen(second);
            // Then
            page.waitForSelector(TAKEN);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Use it here"))
                    .click();
            second.waitForSelector(TAKEN);
            awaitScreen(page);
        }
    }

    /** The guest's kernel is told to begin anew at these keys; its screen then greets again, without what stood there. */
    private static void ctrlAltDel(Page page, Glyphs font, String word) {
        // Given
        type(page, "echo 1 >/proc/sys/kernel/ctrl-alt-del");
        // When
        page.keyboard().press("Control+Alt+End");
        // Then
        Await.until("the guest has begun anew", PATIENCE, () -> {
            var screen = canvas(page);
            return font.find(word, screen).isEmpty()
                    && font.find("Oriel", screen).isPresent();
        });
    }

    private static void logIn(Page page, String url, String password) {
        page.navigate(url + "/");
        page.fill("input[name=username]", "bob");
        page.fill("input[name=password]", password);
        page.keyboard().press("Enter");
        page.waitForURL("**/desktops");
    }

    /** Bob's desktop, taken if he has none; its path. */
    private static String desktop(Page page) {
        if (page.locator(".desk").count() == 0) {
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Take one"))
                    .first()
                    .click();
        }
        page.waitForSelector(".desk .state.ok", new Page.WaitForSelectorOptions().setTimeout(PATIENCE.toMillis()));
        var href = page.locator(".desk a.btn.primary").first().getAttribute("href");
        return href.substring(0, href.lastIndexOf('/'));
    }

    private static void awaitScreen(Page page) {
        page.waitForCondition(
                () -> (Boolean) page.evaluate("() => document.getElementById('veil').hidden"
                        + " && !!document.querySelector('#screen canvas') && !document.querySelector('.screen.last')"),
                new Page.WaitForConditionOptions().setTimeout(PATIENCE.toMillis()));
    }

    private static void sees(Page page, Glyphs font, String word) {
        awaitScreen(page);
        Await.until(
                word + " is on the canvas",
                PATIENCE,
                () -> font.find(word, canvas(page)).isPresent());
    }

    /** Types as a person with an American keyboard. */
    private static void type(Page page, String line) {
        page.locator("#screen canvas").focus();
        line.codePoints()
                .mapToObj(letter -> letter == '>' ? "Shift+Period" : Character.toString(letter))
                .forEach(key -> page.keyboard().press(key, new Keyboard.PressOptions().setDelay(60)));
        page.keyboard().press("Enter");
    }

    /** The desktop's own pixels, not the browser's scaled picture of them. */
    private static BufferedImage canvas(Page page) {
        var url = (String)
                page.evaluate("() => document.querySelector('#screen canvas')?.toDataURL('image/png') ?? 'data:,'");
        try {
            var picture = ImageIO.read(
                    new ByteArrayInputStream(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
            return picture == null ? new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB) : picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
