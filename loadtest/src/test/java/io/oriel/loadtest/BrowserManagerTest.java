package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.oriel.loadtest.lab.ApplianceExtension;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Browser;
import io.oriel.loadtest.lab.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An administrator works in the browser: searches by keyboard, sees changes live, acts on several machines at once. */
@ExtendWith(ApplianceExtension.class)
class BrowserManagerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path SCREENS = Path.of("target/screens");

    @Test
    void aSearchIsCompletedByKeyboardAndWhatIsPickedIsPoweredOffInSight() throws IOException {
        // Given
        Needs.programs("chromium", "chromium", "certutil");
        Files.createDirectories(SCREENS);
        var lab = ApplianceExtension.running();
        var password = Files.readString(lab.appliance().state().resolve("portal/admin.password"))
                .strip();
        try (var browser = new Browser(lab.network(), lab.appliance().ca(), lab.files());
                var window = browser.open(1440, 900, ColorScheme.LIGHT)) {
            var page = window.newPage();
            page.navigate(lab.appliance().url() + "/");
            page.fill("input[name=username]", "admin");
            page.fill("input[name=password]", password);
            page.keyboard().press("Enter");
            page.waitForURL("**/desktops");

            // When
            page.navigate(lab.appliance().url() + "/admin/vms");
            page.waitForSelector("[data-live-state]:not([hidden])");
            page.keyboard().press("/");
            page.keyboard().press("End");
            page.keyboard().type(" sta");
            page.waitForSelector("#next .opt[aria-selected=true] >> text=status");
            accessible(page, "manager-search");
            page.keyboard().press("Tab");
            Await.until(
                    "the word is taken", PATIENCE, () -> page.inputValue("#q").equals("Vms: status"));
            page.keyboard().type(" = up");
            page.keyboard().press("Escape");
            page.keyboard().press("Enter");

            // Then
            page.waitForURL("**/admin/vms?q=Vms%3A%20status%20%3D%20up");
            page.waitForSelector("tbody .state.ok >> text=Up");
            accessible(page, "manager-vms-light");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            accessible(page, "manager-vms-dark");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));

            // When
            page.navigate(lab.appliance().url() + "/admin/vms");
            var row = page.locator("tbody tr:has(.state.ok)").first();
            var id = row.getAttribute("id");
            var name = row.locator("th").innerText();
            row.locator("[data-pick]").check();
            assertThat(page.locator("[data-picked]").innerText()).isEqualTo("1 selected");
            page.locator("button[data-bulk][value=stop]").click();
            page.waitForSelector("#ask");
            assertThat(page.locator("#ask").innerText()).contains("Power off this virtual machine?", name);
            accessible(page, "manager-bulk");
            page.locator("#ask button.primary").click();
            page.waitForURL("**/admin/vms?q=**");

            // Then: the row changes while the page stays
            page.evaluate("() => { window.same = true; }");
            Await.until(
                    "the row is Down or on its way",
                    PATIENCE,
                    () -> !page.locator("[id='" + id + "'] .state .word")
                            .innerText()
                            .equals("Up"));
            assertThat((Boolean) page.evaluate("() => window.same === true")).isTrue();
        }
    }

    private static void accessible(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
        var serious = new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": " + rule.getNodes())
                        .toList();
        assertThat(serious).as("accessibility of " + name).isEmpty();
        assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .as(name + " does not scroll sideways")
                .isTrue();
    }
}
