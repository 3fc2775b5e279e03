package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.guard.CommandCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class DomainXmlTest {
    private static final UUID ID = UUID.fromString("6f3e2f2c-6a0e-4a53-9d5e-0b8a4d1c7e11");
    private static final List<String> HOSTILE = List.of(
            "'",
            "\"",
            "<",
            ">",
            "&",
            "&lt;",
            "]]>",
            "<!--",
            "-->",
            "<!DOCTYPE",
            "</title>",
            "<source file='/etc/shadow'/>",
            "%s",
            "${x}",
            "../",
            "\u202e",
            "é",
            "桌",
            "😀",
            ",serial=x",
            "x",
            " ",
            "\u00a0");

    static String xml(VmSpec spec, List<Path> disks) {
        return DomainXml.of(spec, disks, here(Accelerator.TCG, true, NetworkMode.NAT, false));
    }

    @Test
    void aTranslatedGuestWithBothDisplays() {
        // Given
        var here = here(Accelerator.TCG, true, NetworkMode.NAT, false);

        // When
        var xml = DomainXml.of(spec("demo-1"), disks(), here);

        // Then
        assertThat(masked(xml)).isEqualToIgnoringNewLines(golden("tcg-spice-nat.xml"));
    }

    @Test
    void anAcceleratedGuestWithTlsAndWithoutSpice() {
        // Given
        var here = here(Accelerator.KVM, false, NetworkMode.USER, true);

        // When
        var xml = DomainXml.of(spec("demo-1"), disks(), here);

        // Then
        assertThat(masked(xml)).isEqualToIgnoringNewLines(golden("kvm-vnc-user.xml"));
    }

    @Test
    void A26_everyDisplayHasItsOwnPasswordThatHasExpired() {
        // Given
        var here = here(Accelerator.TCG, true, NetworkMode.NAT, false);

        // When
        var graphics = Stream.of(1, 2)
                .flatMap(_ -> Xml.parse(DomainXml.of(spec("demo-1"), disks(), here)).all("graphics").stream())
                .toList();

        // Then
        assertThat(graphics).hasSize(4);
        assertThat(graphics).extracting(g -> g.attribute("passwd")).doesNotHaveDuplicates();
        assertThat(graphics).allSatisfy(g -> {
            assertThat(g.attribute("passwdValidTo")).isEqualTo("1970-01-01T00:00:01");
            assertThat(g.attribute("passwd")).hasSize(g.attribute("type").equals("vnc") ? 8 : 32);
        });
    }

    @Test
    void A19_everyDiskSaysItsFormat() {
        // Given
        var xml = Xml.parse(xml(spec("demo-1"), disks()));

        // When
        var disks = xml.all("disk");

        // Then
        assertThat(disks)
                .allSatisfy(d -> assertThat(d.at("driver").orElseThrow().attribute("type"))
                        .isEqualTo("qcow2"));
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void A20_noNameChangesTheShape(long seed) {
        // Given a title that tries to be more than a title
        var random = new SplittableRandom(seed);
        var title = hostile(random);
        var plain = Xml.parse(xml(spec("plain"), disks()));

        // When
        var domain = Xml.parse(xml(spec(title), disks()));

        // Then every element and attribute is where it was, and the title came through whole
        assertThat(shape(domain.element())).isEqualTo(shape(plain.element()));
        assertThat(domain.child("title").orElseThrow().text()).isEqualTo(title);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void A20_whatXmlCannotCarryIsRefused(long seed) {
        // Given a control character somewhere in a title
        var random = new SplittableRandom(seed);
        var title = new StringBuilder(hostile(random));
        var bad = List.of('\0', '\n', '\r', '\t', '\u0008', '\u001b', '\u007f', '\u0085', '\ud800', '\uffff', '\u2028');
        title.insert(
                random.nextInt(title.length() + 1),
                bad.get(random.nextInt(bad.size())).charValue());

        // When
        var objection = CommandCheck.objection(spec(title.toString()));

        // Then
        assertThat(objection).isPresent();
    }

    private static String hostile(SplittableRandom random) {
        var parts = new ArrayList<String>();
        IntStream.range(0, 1 + random.nextInt(8)).forEach(_ -> parts.add(HOSTILE.get(random.nextInt(HOSTILE.size()))));
        var title = String.join("", parts);
        return title.isBlank() ? title + "x" : title;
    }

    private static String shape(Element element) {
        var shape = new StringBuilder(element.getTagName());
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            shape.append('@').append(attributes.item(i).getNodeName());
        }
        shape.append('(');
        var children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child) {
                shape.append(shape(child)).append(' ');
            }
        }
        return shape.append(')').toString();
    }

    private static VmSpec spec(String title) {
        var storage = new StorageRef(ID, "/srv/oriel");
        return new VmSpec(
                new VmId(ID),
                title,
                2,
                256,
                List.of(new DiskRef(storage, ID)),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                false,
                true);
    }

    private static List<Path> disks() {
        return List.of(Path.of("/srv/oriel/images/" + ID + ".qcow2"));
    }

    private static DomainXml.Surroundings here(Accelerator accelerator, boolean spice, NetworkMode mode, boolean tls) {
        return new DomainXml.Surroundings(
                "11111111-2222-3333-4444-555555555555",
                new Capabilities(accelerator, spice, spice ? "qxl" : "virtio"),
                mode,
                tls ? "10.0.0.5" : "127.0.0.1",
                tls,
                new SerialLogs(Path.of("/var/lib/oriel/serial")));
    }

    private static String masked(String xml) {
        return xml.replaceAll("passwd=\"[^\"]*\"", "passwd=\"MASKED\"");
    }

    private static String golden(String name) {
        try (var in = DomainXmlTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
