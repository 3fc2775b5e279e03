package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Boot;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.IsoRef;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.guard.CommandCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class DomainXmlTest {
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

    private static String xml(VmSpec spec) {
        return DomainXml.of(spec, Machines.files(spec), here());
    }

    private static DomainXml.Surroundings here() {
        return Machines.here(Machines.rich(Accelerator.TCG), NetworkMode.NAT, false, true);
    }

    @Test
    void A26_everyDisplayHasItsOwnPasswordThatHasExpired() {
        // Given
        var desktop = Machines.desktop("demo-1");

        // When
        var graphics = Stream.of(1, 2)
                .flatMap(_ -> Xml.parse(xml(desktop)).all("graphics").stream())
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
        var xml = Xml.parse(xml(Machines.desktop("demo-1")));

        // When
        var disks = xml.all("disk").stream()
                .filter(d -> d.attribute("device").equals("disk"))
                .toList();

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
        var plain = Xml.parse(xml(Machines.desktop("plain")));

        // When
        var domain = Xml.parse(xml(Machines.desktop(title)));

        // Then every element and attribute is where it was, and the title came through whole
        assertThat(shape(domain.element())).isEqualTo(shape(plain.element()));
        assertThat(domain.child("title").orElseThrow().text()).isEqualTo(title);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void A20_noPathOrFileNameChangesTheShape(long seed) {
        // Given a directory and a CD image whose names try to be more than names
        var random = new SplittableRandom(seed);
        var directory = hostile(random).replace("/", "-").replace("..", "__");
        var storage = new StorageRef(Machines.ID, "/srv/" + directory);
        var iso = new IsoRef(storage, "a" + hostile(random).replace("/", "-"));
        var plain = new IsoRef(Machines.STORAGE, "plain.iso");

        // When
        var domain = Xml.parse(xml(withCd(iso)));

        // Then nothing objects to them, they came through whole, and every element is where it was
        assertThat(CommandCheck.objection(withCd(iso))).isEmpty();
        assertThat(shape(domain.element()))
                .isEqualTo(shape(Xml.parse(xml(withCd(plain))).element()));
        assertThat(domain.all("source"))
                .extracting(s -> s.attribute("file"))
                .contains(
                        "/srv/" + directory + "/iso/" + iso.name(),
                        "/srv/" + directory + "/images/" + Machines.ID + ".qcow2");
        assertThat(domain.all("key"))
                .extracting(Xml::text)
                .containsExactly("../../../../../srv/" + directory + "/locks/" + Machines.ID);
    }

    private static VmSpec withCd(IsoRef iso) {
        return new VmSpec(
                new VmId(Machines.ID),
                "demo-1",
                Hardware.LINUX,
                1,
                2,
                256,
                List.of(new DiskRef(iso.storage(), Machines.ID)),
                Optional.of(iso),
                List.of(Machines.NIC),
                Boot.FROM_DISK,
                false,
                true);
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
        var objection = CommandCheck.objection(Machines.desktop(title.toString()));

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
}
