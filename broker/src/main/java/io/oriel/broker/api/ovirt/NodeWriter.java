package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Node.Item;
import io.oriel.broker.api.ovirt.Node.Link;
import io.oriel.broker.api.ovirt.Node.Many;
import io.oriel.broker.api.ovirt.Node.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a tree of nodes as XML or as JSON, as oVirt does: in JSON every value is a string, attributes are members, and the
 * name of the whole is not said.
 */
final class NodeWriter {
    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int USUAL = 4096;

    private NodeWriter() {}

    /** @param names other names of elements, by the usual one */
    static byte[] xml(Node node, Map<String, String> names) {
        var out = new ByteArrayOutputStream(USUAL);
        try {
            var writer = XML.createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            write(node, writer, names);
            writer.writeEndDocument();
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
        return out.toByteArray();
    }

    private static void write(Node node, XMLStreamWriter out, Map<String, String> names) throws XMLStreamException {
        var name = names.getOrDefault(node.name(), node.name());
        switch (node) {
            case Text(var _, var value) -> {
                out.writeStartElement(name);
                out.writeCharacters(printable(value));
                out.writeEndElement();
            }
            case Item item -> element(name, item.attributes(), item.inner(), out, names);
            case Many many -> element(name, Map.of(), many.items(), out, names);
            case Link(var rel, var href, var _) -> {
                out.writeEmptyElement(name);
                out.writeAttribute("rel", rel);
                out.writeAttribute("href", href);
            }
        }
    }

    private static void element(
            String name,
            Map<String, String> attributes,
            List<? extends Node> inner,
            XMLStreamWriter out,
            Map<String, String> names)
            throws XMLStreamException {
        if (inner.isEmpty()) {
            out.writeEmptyElement(name);
        } else {
            out.writeStartElement(name);
        }
        for (var attribute : new TreeMap<>(attributes).entrySet()) {
            out.writeAttribute(attribute.getKey(), printable(attribute.getValue()));
        }
        for (var each : inner) {
            write(each, out, names);
        }
        if (!inner.isEmpty()) {
            out.writeEndElement();
        }
    }

    /** XML 1.0 has no way to write most control characters and halves of surrogate pairs. */
    private static String printable(String text) {
        if (text.codePoints().allMatch(NodeWriter::isXml)) {
            return text;
        }
        return text.codePoints()
                .map(c -> isXml(c) ? c : 0xfffd)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isXml(int c) {
        return c >= 0x20 && c <= 0xd7ff
                || c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0xe000 && c <= 0xfffd
                || c >= 0x10000;
    }

    static byte[] json(Node node) {
        var out = new ByteArrayOutputStream(USUAL);
        try (var generator = JSON.createGenerator(out)) {
            write(node, generator);
        }
        return out.toByteArray();
    }

    private static void write(Node node, JsonGenerator out) {
        switch (node) {
            case Text(var _, var value) -> out.writeString(value);
            case Item item -> object(item.attributes(), item.inner(), out);
            case Many(var _, var each, var items) -> {
                out.writeStartObject();
                list(each, items, out);
                out.writeEndObject();
            }
            case Link(var rel, var href, var _) -> object(Map.of("href", href, "rel", rel), List.of(), out);
        }
    }

    private static void object(Map<String, String> attributes, List<Node> inner, JsonGenerator out) {
        out.writeStartObject();
        new TreeMap<>(attributes).forEach(out::writeStringProperty);
        var links = inner.stream().filter(Link.class::isInstance).toList();
        var others = new LinkedHashMap<String, Node>();
        inner.stream().filter(it -> !(it instanceof Link)).forEach(it -> others.putIfAbsent(it.name(), it));
        for (var other : others.values()) {
            out.writeName(other.name());
            write(other, out);
        }
        list("link", links, out);
        out.writeEndObject();
    }

    private static void list(String name, List<? extends Node> items, JsonGenerator out) {
        if (items.isEmpty()) {
            return;
        }
        out.writeName(name);
        out.writeStartArray();
        items.forEach(it -> write(it, out));
        out.writeEndArray();
    }
}
