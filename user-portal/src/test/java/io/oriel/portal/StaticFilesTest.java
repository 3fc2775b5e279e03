package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers fetch: ours, and other people's with their licences. */
class StaticFilesTest {
    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = Rig.running();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oriel.css",
                "/oriel.js",
                "/manager.js",
                "/console.js",
                "/console-tools.js",
                "/console-vnc.js",
                "/console-spice.js",
                "/console-input.js",
                "/console-agent.js",
                "/icon.svg",
                "/icons.svg",
                "/vendor/@novnc/novnc/core/rfb.js",
                "/vendor/@novnc/novnc/vendor/pako/lib/zlib/inflate.js",
                "/vendor/@novnc/novnc/LICENSE.txt",
                "/vendor/@novnc/novnc/AUTHORS",
                "/vendor/@novnc/novnc/package.json",
                "/vendor/@spice-project/spice-html5/src/main.js",
                "/vendor/@spice-project/spice-html5/src/thirdparty/jsbn.js",
                "/vendor/@spice-project/spice-html5/COPYING",
                "/vendor/@spice-project/spice-html5/COPYING.LESSER",
                "/vendor/@spice-project/spice-html5/package.json",
                "/vendor/htmx.org/dist/htmx.min.js",
                "/vendor/htmx.org/LICENSE",
                "/vendor/@fontsource-variable/inter/LICENSE",
                "/vendor/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
            })
    void isServedToEverybodyAndAskedAboutByItsHash(String path) {
        // When
        var answer = new Visitor(rig).get(path, "Accept", "*/*");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        var tag = answer.headers().firstValue("etag").orElseThrow();
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(new Visitor(rig)
                        .get(path, "Accept", "*/*", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void ourScriptsStaySmall() {
        assertThat(size("/oriel.js")).isLessThan(12 * 1024);
        assertThat(size("/manager.js")).isLessThan(12 * 1024);
        assertThat(size("/console.js") + size("/console-tools.js")).isLessThan(14 * 1024);
        assertThat(size("/console-spice.js") + size("/console-input.js") + size("/console-agent.js"))
                .isLessThan(16 * 1024);
    }

    private static int size(String path) {
        return new Visitor(rig).get(path, "Accept", "*/*").body().getBytes(StandardCharsets.UTF_8).length;
    }
}
