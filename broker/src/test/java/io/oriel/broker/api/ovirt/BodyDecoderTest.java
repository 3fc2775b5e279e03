package io.oriel.broker.api.ovirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.fault.BrokerException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.codec.DecodingException;

/** Bodies in both forms, and what is no body. */
class BodyDecoderTest {
    private static final String DISK = """
            <disk_attachment><bootable>false</bootable><disk id="d1"><name>data &amp; more</name>
            <storage_domains><storage_domain><name>a</name></storage_domain><storage_domain id="b"/></storage_domains>
            </disk></disk_attachment>""";

    private static Body xml(String text) {
        return BodyDecoder.xml(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Body json(String text) {
        return BodyDecoder.json(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bothFormsSayTheSame() {
        for (var body : new Body[] {xml(DISK), json("""
                {"bootable":"false","disk":{"id":"d1","name":"data & more",
                 "storage_domains":{"storage_domain":[{"name":"a"},{"id":"b"}]}}}""")}) {
            assertThat(body.yes("bootable")).contains(false);
            assertThat(body.at("disk", "id")).contains("d1");
            assertThat(body.at("disk", "name")).contains("data & more");
            assertThat(body.part("disk")
                            .orElseThrow()
                            .many("storage_domains", "storage_domain")
                            .orElseThrow())
                    .hasSize(2);
        }
    }

    @Test
    void whatMeansNothingHereIsNamed() {
        assertThatThrownBy(() -> xml("<vm><name>a</name><nmae>b</nmae></vm>").only("name"))
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        fault -> assertThat(fault.errors())
                                .extracting(it -> it.field())
                                .containsExactly("nmae"));
        assertThatThrownBy(() -> xml("<vm><memory>much</memory></vm>").number("memory"))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("memory is a whole number");
    }

    @Test
    void A16_anEntityOfAFileIsNotRead(@TempDir Path temp) throws Exception {
        // Given
        var canary = Files.writeString(temp.resolve("canary"), "canary-5512");
        var document = "<!DOCTYPE vm [<!ENTITY x SYSTEM \"" + canary.toUri() + "\">]><vm><name>&x;</name></vm>";

        // Then
        assertThatThrownBy(() -> xml(document)).isInstanceOf(DecodingException.class);
    }

    @Test
    void A16_entitiesThatGrowAreNotExpanded() {
        // Given: ten times ten to the tenth
        var document = new StringBuilder("<!DOCTYPE vm [<!ENTITY a0 \"ha\">");
        for (int i = 1; i <= 10; i++) {
            document.append("<!ENTITY a").append(i).append(" \"");
            document.append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        document.append("]><vm><name>&a10;</name></vm>");

        // Then
        assertThatThrownBy(() -> xml(document.toString())).isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "<", "<vm>", "<vm></nm>", "<vm/><vm/>", "x", "<vm a='1' a='2'/>", "<vm>&nbsp;</vm>"})
    void whatIsNoXmlIsRefused(String text) {
        assertThatThrownBy(() -> xml(text)).isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "\"a\"", "null", "{\"a\":[[1]]}", "{'a':1}"})
    void whatIsNoJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(DecodingException.class);
    }

    @Test
    void whatIsDeepOrBroadIsRefused() {
        assertThatThrownBy(() -> xml("<a>".repeat(100) + "</a>".repeat(100))).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> xml("<a>" + "<b/>".repeat(20_000) + "</a>")).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> json("{\"a\":".repeat(100) + "1" + "}".repeat(100)))
                .isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> json("{\"a\":[" + "1,".repeat(20_000) + "1]}")).isInstanceOf(DecodingException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whateverComesIsReadOrRefused(long seed) {
        // Given: a document with some of its bytes changed
        var random = new SplittableRandom(seed);
        var bytes = DISK.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }

        // Then: no other exception than the one that becomes a 400
        try {
            BodyDecoder.xml(bytes);
        } catch (DecodingException _) {
            // refused
        }
        try {
            BodyDecoder.json(bytes);
        } catch (DecodingException _) {
            // refused
        }
    }
}
