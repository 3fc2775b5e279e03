package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
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
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice works in the browser: Chromium trusting our CA, on a client that reaches only the portal and the gateway. */
@ExtendWith(ApplianceExtension.class)
class BrowserDesktopTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path SCREENS = Path.of("target/screens");

    @Test
    void whatIsTypedInTheBrowserIsSeenOnTheCanvasAndByTheGuest() throws IOException {
        // Given
        Needs.programs("chromium", "chromium", "certutil");
        Files.createDirectories(SCREENS);
        var lab = ApplianceExtension.running();
        var font = Glyphs.ofGuest();
        try (var browser = new Browser(lab.network(), lab.appliance().ca(), lab.files());
                var window = browser.open(1440, 900, ColorScheme.LIGHT)) {
            var page = window.newPage();
            page.navigate(lab.appliance().url() + "/");
            accessible(page, "login");
            logIn(page, lab.appliance().password("alice"));

            // When
            page.getByRole(
                            com.microsoft.playwright.options.AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Take one"))
                    .first()
                    .click();
            page.waitForSelector(".desk .state.ok");
            Await.until("the thumbnail", PATIENCE, () -> (Boolean) page.evaluate(
                    "() => { const i = document.querySelector('.desk img'); return !!i && i.naturalWidth > 0 }"));
            accessible(page, "desktops-light");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            accessible(page, "desktops-dark");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.setViewportSize(360, 740);
            accessible(page, "desktops-360");
            assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                    .as("no page scrolls sideways")
                    .isTrue();
            page.setViewportSize(1440, 900);
            page.locator(".desk .btn.primary").first().click();
            page.waitForSelector("canvas");
            Await.until(
                    "the guest's console",
                    PATIENCE,
                    () -> font.find("Oriel", canvas(page)).isPresent());
            var word = Words.random();
            var before = canvas(page);
            page.locator("canvas").click();
            page.keyboard().type("echo " + word, new com.microsoft.playwright.Keyboard.TypeOptions().setDelay(120));
            page.keyboard().press("Enter");

            // Then
            Await.until(
                    "the word is on the canvas",
                    PATIENCE,
                    () -> font.find(word, canvas(page)).isPresent());
            Await.until("the guest heard it", PATIENCE, () -> lab.appliance().serialSays(word));
            assertThat(font.find(word, before)).as("before it was typed").isEmpty();
            accessible(page, "console");
            assertThat(page.url()).as("no secret in the address").endsWith("/console");

            page.navigate(lab.appliance().url() + "/desktops");
            page.locator(".desk").getByText("Give back").first().click();
            page.locator(".dialog .btn.primary, form .btn.danger.primary")
                    .first()
                    .click();
            page.waitForSelector("text=No desktop yet");
        }
    }

    private static void logIn(Page page, String password) {
        page.fill("input[name=username]", "alice");
        page.fill("input[name=password]", password);
        page.keyboard().press("Enter");
        page.waitForURL("**/desktops");
    }

    private static void accessible(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENS.resolve(name + ".png"))
                .setFullPage(true));
        var serious = new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": " + rule.getNodes())
                        .toList();
        assertThat(serious).as("accessibility of " + name).isEmpty();
    }

    /** The canvas's own pixels, not the browser's scaled picture of them. */
    private static BufferedImage canvas(Page page) {
        var url = (String) page.evaluate("() => document.querySelector('canvas').toDataURL('image/png')");
        try {
            return ImageIO.read(new ByteArrayInputStream(
                    java.util.Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
