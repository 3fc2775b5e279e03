package io.oriel.broker.api.ovirt;

import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.AbstractDataBufferDecoder;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.util.MimeType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a {@link Body} from XML or JSON.
 *
 * <p>XML is read without a document type, so there are no entities to expand and none to fetch; deep and broad documents are
 * refused, and so is what is larger than {@link #MOST}.
 */
final class BodyDecoder extends AbstractDataBufferDecoder<Body> {
    /** Bytes of a request's body. */
    static final int MOST = 256 * 1024;

    private static final String BYTE_ORDER = "\ufeff";
    private static final int DEEPEST = 32;
    private static final int BROADEST = 10_000;

    private static final XMLInputFactory XML = factory();
    private static final JsonMapper JSON = JsonMapper.shared();

    BodyDecoder() {
        super(MediaType.APPLICATION_XML, MediaType.TEXT_XML, MediaType.APPLICATION_JSON);
        setMaxInMemorySize(MOST);
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((_, _, _, _) -> InputStream.nullInputStream());
        return factory;
    }

    @Override
    public boolean canDecode(ResolvableType type, @Nullable MimeType mime) {
        return type.resolve() == Body.class && super.canDecode(type, mime);
    }

    @Override
    public Body decode(
            DataBuffer buffer, ResolvableType type, @Nullable MimeType mime, @Nullable Map<String, Object> hints) {
        try {
            var bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return mime != null && mime.getSubtype().endsWith("json") ? json(bytes) : xml(bytes);
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** Both forms are UTF-8 here, whatever a declaration says. */
    private static String text(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DecodingException("it is not UTF-8", e);
        }
    }

    static Body xml(byte[] bytes) {
        try {
            var reader = XML.createXMLStreamReader(new StringReader(text(bytes)));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new DecodingException("a document type is not read");
                }
            }
            var body = element(reader, new Limit());
            while (reader.hasNext()) {
                reader.next();
            }
            return body;
        } catch (XMLStreamException | IllegalStateException e) {
            throw new DecodingException("it is no well-formed XML", e);
        }
    }

    /** How much may still come. */
    private static final class Limit {
        private int depth;
        private int elements;

        void enter() {
            if (++depth > DEEPEST || ++elements > BROADEST) {
                throw new DecodingException("it has more than " + DEEPEST + " levels or " + BROADEST + " elements");
            }
        }

        void leave() {
            depth--;
        }
    }

    private static Body element(XMLStreamReader reader, Limit limit) throws XMLStreamException {
        limit.enter();
        var name = reader.getLocalName();
        var parts = new ArrayList<Body>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            parts.add(new Body(reader.getAttributeLocalName(i), reader.getAttributeValue(i), List.of()));
        }
        var text = new StringBuilder();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            switch (reader.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> parts.add(element(reader, limit));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new DecodingException("an entity is not read");
                default -> {} // comments and instructions say nothing
            }
        }
        limit.leave();
        return new Body(name, text.toString(), parts);
    }

    static Body json(byte[] bytes) {
        try {
            var read = JSON.readTree(text(bytes));
            if (!read.isObject()) {
                throw new DecodingException("it is no JSON object");
            }
            return object("", read, new Limit());
        } catch (JacksonException e) {
            throw new DecodingException("it is no well-formed JSON", e);
        }
    }

    /** A member whose value is a list stands for as many parts of its name. */
    private static Body object(String name, JsonNode node, Limit limit) {
        limit.enter();
        var parts = new ArrayList<Body>();
        for (var member : node.properties()) {
            var value = member.getValue();
            if (value.isArray()) {
                value.forEach(each -> parts.add(value(member.getKey(), each, limit)));
            } else if (!value.isNull()) {
                parts.add(value(member.getKey(), value, limit));
            }
        }
        limit.leave();
        return new Body(name, "", parts);
    }

    private static Body value(String name, JsonNode node, Limit limit) {
        if (node.isArray()) {
            throw new DecodingException("a list in a list means nothing");
        }
        if (node.isObject()) {
            return object(name, node, limit);
        }
        limit.enter();
        limit.leave();
        return new Body(name, node.asString(), List.of());
    }
}
