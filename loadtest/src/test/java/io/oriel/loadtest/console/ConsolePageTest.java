package io.oriel.loadtest.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.oriel.loadtest.lab.Browser;
import io.oriel.loadtest.lab.Needs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person meets on the console page, with either client, whatever the gateway says. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a question to the page has no deadline of its own
class ConsolePageTest {
    private static final String UNICODE = "Grüße, 世界 🌍\nzweite Zeile";
    private static final Path SCREENS = Path.of("target/screens");
    /** noVNC looks for a socket's methods in its class alone; Playwright's stand-in for WebSocket inherits its own. */
    private static final String OWN_METHODS = """
            for (let base = Object.getPrototypeOf(WebSocket.prototype);
                base !== EventTarget.prototype;
                base = Object.getPrototypeOf(base)) {
              for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(base))) {
                if (!Object.hasOwn(WebSocket.prototype, name)) Object.defineProperty(WebSocket.prototype, name, method);
              }
            }
            """;

    @TempDir
    static Path directory;

    private static Browser browser;
    private PortalPage portal;
    private BrowserContext window;
    private Page page;
    private Desk desk = new RfbDesk();
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void startBrowser() throws IOException {
        Needs.programs("chromium", "chromium");
        Files.createDirectories(SCREENS);
        browser = Browser.here(directory);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        portal = new PortalPage();
        window = browser.open(1440, 900, ColorScheme.DARK);
        window.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page = window.newPage();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")
                    || message.text().contains("Unsafe")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.route(
                "https://" + PortalPage.GATEWAY + "/health",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setBody("ok")
                        .setHeaders(Map.of("access-control-allow-origin", "*"))));
    }

    @AfterEach
    void end() {
        window.close();
        portal.close();
        assertThat(complaints)
                .as("what the browser refused or the scripts stumbled over")
                .isEmpty();
    }

    /** Opens the console and waits until its screen is there. */
    private void open(String client) {
        desk = client.equals("spice") ? new SpiceDesk() : new RfbDesk();
        page.routeWebSocket("wss://" + PortalPage.GATEWAY + "/**", desk);
        page.addInitScript(OWN_METHODS);
        page.navigate(portal.url(client));
        seen();
    }

    private void seen() {
        page.waitForCondition(() -> (Boolean) page.evaluate("() => document.getElementById('veil').hidden"
                + " && !!document.querySelector('#screen canvas')"
                + " && !document.querySelector('.screen.last')"));
        page.waitForCondition(() -> {
            var colour = page.evaluate("() => { const c = document.querySelector('#screen canvas');"
                    + " return [...c.getContext('2d').getImageData(20, 20, 1, 1).data].join() }");
            return "43,68,80,255".equals(colour);
        });
    }

    private Locator said() {
        return page.getByRole(AriaRole.ALERTDIALOG);
    }

    private void await(String sentence) {
        said().getByText(sentence).first().waitFor();
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** A button of the toolbar, for which a person moves the pointer to the upper edge: the bar goes away by itself. */
    private Locator tool(String name) {
        page.mouse().move(page.viewportSize().width / 2.0, 3);
        page.waitForCondition(() -> (Boolean)
                page.evaluate("() => { const bar = document.getElementById('tools'), box = bar.getBoundingClientRect();"
                        + " return bar.matches(':hover') && box.top >= 0 }"));
        return button(name).first();
    }

    private void looksWell(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve("console-" + name + ".png")));
        var serious = new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .map(rule -> rule.getId() + ": " + rule.getNodes())
                        .toList();
        assertThat(serious).as("accessibility of " + name).isEmpty();
        assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .as("nothing scrolls sideways")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void theTicketReachesTheGatewayAndNoAddress(String client) {
        // Given
        var asked = new ArrayList<String>();
        page.onRequest(request -> asked.add(request.url()));
        page.onWebSocket(socket -> asked.add(socket.url()));
        // When
        open(client);
        // Then
        assertThat(desk.tickets()).containsExactly(portal.ticket());
        assertThat(asked).noneMatch(url -> url.contains(portal.ticket()));
        assertThat(page.url()).doesNotContain(portal.ticket());
        looksWell(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void keysArriveByTheirPlaceOnTheKeyboard(String client) {
        // Given
        open(client);
        // When
        page.locator("#screen canvas").focus();
        page.keyboard().press("KeyA");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("AltRight");
        // Then
        page.waitForCondition(() -> desk.scancodes().size() == 3);
        assertThat(desk.scancodes()).containsExactly(0x1e, code(client, 0xe048), code(client, 0xe038));
    }

    /** RFB has one byte for a place: the high bit stands for the prefix. */
    private static int code(String client, int scancode) {
        return client.equals("spice") ? scancode : (scancode & 0xff) | 0x80;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void combinationsComeFromTheMenuAndFromTheKeyboard(String client) {
        // Given
        open(client);
        // When
        page.keyboard().press("Control+Alt+End");
        page.waitForCondition(() -> desk.scancodes().size() >= 5);
        var byKeyboard = List.copyOf(desk.scancodes());
        desk.scancodes().clear();
        tool("Send keys").click();
        looksWell(client + "-keys");
        button("Ctrl-Alt-F3").click();
        page.waitForCondition(() -> desk.scancodes().size() == 3);
        var byMenu = List.copyOf(desk.scancodes());
        desk.scancodes().clear();
        tool("Ctrl-Alt-Del").click();
        page.waitForCondition(() -> desk.scancodes().size() == 3);
        // Then
        int delete = code(client, 0xe053);
        assertThat(byKeyboard).endsWith(0x1d, 0x38, delete);
        assertThat(byMenu).containsExactly(0x1d, 0x38, 0x3d);
        assertThat(desk.scancodes()).containsExactly(0x1d, 0x38, delete);
        assertThat((Boolean) page.evaluate("() => document.activeElement.tagName === 'CANVAS'"))
                .as("the desktop has the keyboard again")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shift+F12", "Control+Alt+m"})
    void theKeyboardAloneLeadsOutAndBack(String way) {
        for (var client : List.of("vnc", "spice")) {
            // Given
            open(client);
            assertThat(page.locator("#hint-t").textContent()).contains("Ctrl+Alt+M or Shift+F12");
            // When
            page.keyboard().press(way);
            // Then
            assertThat(page.evaluate("() => document.activeElement.getAttribute('href')"))
                    .isEqualTo("/desktops");
            page.keyboard().press("End");
            assertThat((String) page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
                    .contains("Disconnect");
            page.keyboard().press("Escape");
            desk.scancodes().clear();
            page.keyboard().press("KeyQ");
            page.waitForCondition(() -> desk.scancodes().equals(List.of(0x10)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void textOfAnyScriptPassesBothWays(String client) {
        // Given
        open(client);
        tool("Clipboard").click();
        var field = page.getByLabel("Text for the desktop, or from it");
        // When
        field.fill(UNICODE);
        button("Send to desktop").click();
        page.waitForCondition(() -> !desk.pasted().isEmpty());
        looksWell(client + "-clipboard");
        var cut = "Größe ".repeat(2_000);
        desk.cut(cut);
        // Then
        assertThat(desk.pasted().getFirst().replace("\r\n", "\n")).isEqualTo(UNICODE);
        page.waitForCondition(() -> field.inputValue().equals(cut));
        button("Copy from desktop").click();
        page.getByText("Copied.").waitFor();
        assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, Text may not pass",
        "false, true, false, Text may not be sent",
        "true, false, false, Text may not be copied",
        "true, true, true, clipboard goes by SPICE"
    })
    void whatMayNotPassIsGreyAndSaysWhy(boolean in, boolean out, boolean deaf, String why) {
        // Given
        var clip = new PortalPage.Clip(in, out, deaf);
        portal.clip(clip);
        open("vnc");
        // When
        tool("Clipboard").click();
        page.getByLabel("Text for the desktop, or from it").fill("secret");
        // Then
        assertThat(page.locator("#clip-why").textContent()).contains(why);
        assertThat(page.locator("#clip-send").getAttribute("aria-disabled")).isEqualTo(clip.sends() ? null : "true");
        assertThat(page.locator("#clip-copy").getAttribute("aria-disabled")).isEqualTo(clip.fetches() ? null : "true");
        page.locator("#clip-send").dispatchEvent("click");
        page.locator("#screen canvas").focus();
        page.keyboard().press("KeyA");
        page.waitForCondition(() -> desk.scancodes().contains(0x1e)); // sent after whatever the button sent
        assertThat(((RfbDesk) desk).offers()).isEqualTo(clip.sends() ? 1 : 0);
        looksWell("clipboard-" + (deaf ? "deaf" : in ? out ? "open" : "out" : out ? "in" : "barred"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void aCutConnectionComesBackByItselfOverTheLastPicture(String client) {
        // Given
        open(client);
        // When
        desk.close(4004, "CONSOLE_CLOSED");
        // Then
        await("The connection was lost");
        await("attempt 1 of 10");
        assertThat(page.locator("canvas.last").count()).isOne();
        looksWell(client + "-reconnecting");
        seen();
        assertThat(desk.tickets()).hasSize(2).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void aDesktopThatMovedIsFollowedWithoutAWord(String client) {
        // Given
        open(client);
        page.evaluate(
                "() => { window.words = []; new MutationObserver(() => { if (!document.getElementById('veil').hidden)"
                        + " window.words.push(document.getElementById('say-h').textContent) })"
                        + ".observe(document.getElementById('veil'), {attributes: true}) }");
        // When
        desk.close(4001, "MOVED");
        // Then
        page.waitForCondition(() -> page.locator("canvas.last").count() == 1);
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve("console-" + client + "-moving.png")));
        seen();
        assertThat(desk.tickets()).hasSize(2).doesNotHaveDuplicates();
        assertThat(page.evaluate("() => window.words.length")).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void whatWasTakenOverIsTakenBackByAButton(String client) {
        // Given
        page.clock().install();
        open(client);
        // When
        desk.close(4000, "TAKEN_OVER");
        // Then
        await("Opened somewhere else");
        looksWell(client + "-taken-over");
        page.clock().fastForward("10:00");
        assertThat(portal.issued()).as("not by itself").isOne();
        page.keyboard().press("Enter");
        seen();
        assertThat(desk.tickets()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "GIVEN_BACK, was given back, given-back",
        "REVOKED, The session was ended, revoked",
        "ORIGIN_REFUSED, does not know this page, origin"
    })
    void anEndIsSaidAndStays(String reason, String sentence, String name) {
        // Given
        page.clock().install();
        open("vnc");
        // When
        desk.close(4000, reason);
        // Then
        await(sentence);
        looksWell(name);
        page.clock().fastForward("10:00");
        assertThat(portal.issued()).isOne();
        assertThat(page.locator("#say-go").isVisible()).isFalse();
    }

    @Test
    void aGatewayThatDrainsIsLeftForAnother() {
        // Given
        open("vnc");
        // When
        desk.close(4000, "DRAINED");
        // Then
        await("The gateway is being serviced");
        looksWell("draining");
        seen();
        assertThat(desk.tickets()).hasSize(2);
    }

    @Test
    void aPortalThatIsAwayIsWaitedFor() {
        // Given
        open("spice");
        portal.away(true);
        // When
        desk.close(4008, "CONTROL_PLANE_UNAVAILABLE");
        // Then
        await("Nobody can let you in just now");
        await("attempt 2 of 10");
        looksWell("portal-away");
        portal.away(false);
        seen();
        assertThat(desk.tickets()).hasSize(2);
    }

    @Test
    void spiceOpensOnlyTheChannelsThatItCanServe() {
        // When
        open("spice");
        // Then
        assertThat(((SpiceDesk) desk).asked()).containsExactly(1, 2, 3, 4, 5);
    }

    /** RFB has no word for it: its screen only changes its size. */
    @Test
    void aGuestThatBeginsAnewIsSeenAndHeardAgain() {
        // Given
        open("spice");
        page.locator("#screen canvas").focus();
        // When
        ((SpiceDesk) desk).restart(new BufferedImage(720, 400, BufferedImage.TYPE_INT_ARGB));
        // Then
        page.waitForCondition(() -> "720,0,0,0,255"
                .equals(page.evaluate("() => { const c = document.querySelector('#screen canvas');"
                        + " return [c.width, ...c.getContext('2d').getImageData(20, 20, 1, 1).data].join() }")));
        page.keyboard().press("KeyB");
        page.waitForCondition(() -> desk.scancodes().contains(0x30));
        assertThat(page.locator("#screen canvas").count()).isOne();
    }

    @Test
    void aDesktopThatSoundsIsHeard() {
        // Given
        open("spice");
        var spice = (SpiceDesk) desk;
        page.waitForCondition(spice::heard);
        // When
        spice.sound();
        // Then
        page.waitForCondition(() -> {
            spice.play();
            return (Boolean) page.evaluate("() => { const a = document.querySelector('#spice audio');"
                    + " return !!a && !a.error && a.buffered.length > 0 && a.buffered.end(0) > 0.2 }");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "spice"})
    void aTelephoneHasRoomForAllOfIt(String client) {
        // Given
        page.setViewportSize(360, 740);
        // When
        open(client);
        // Then
        looksWell(client + "-360");
        tool("Clipboard").click();
        looksWell(client + "-clipboard-360");
        button("Close clipboard").click();
        desk.close(4000, "TAKEN_OVER");
        await("Opened somewhere else");
        looksWell(client + "-taken-over-360");
    }

    @Test
    void theToolbarGoesAwayAndComesBackWithThePointer() {
        // Given
        open("vnc");
        page.locator("#screen canvas").click();
        // When
        page.waitForCondition(() -> (Boolean) page.evaluate("() => document.getElementById('tools').matches('.away')"));
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve("console-toolbar-away.png")));
        page.mouse().move(700, 3);
        // Then
        page.waitForCondition(
                () -> !(Boolean) page.evaluate("() => document.getElementById('tools').matches('.away')"));
        assertThat(page.locator("#link").getAttribute("title")).contains("from this browser to the gateway");
    }
}
