package io.oriel.host.libvirt;

import io.oriel.host.guard.CommandCheck;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * An element under construction or just read. Text and attributes only ever enter as DOM values, so nothing that a
 * person typed can become markup (A20).
 */
record Xml(Element element) {

    /** A new document's root. */
    static Xml root(String name) {
        var document = builder().newDocument();
        var element = document.createElement(name);
        document.appendChild(element);
        return new Xml(element);
    }

    /**
     * Reads what libvirt wrote.
     *
     * @throws IllegalArgumentException when it is not XML
     */
    static Xml parse(String text) {
        try {
            return new Xml(
                    builder().parse(new InputSource(new StringReader(text))).getDocumentElement());
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("libvirt answered with something that is not XML", e);
        }
    }

    /** Adds a child and returns it. */
    Xml add(String name) {
        var child = element.getOwnerDocument().createElement(name);
        element.appendChild(child);
        return new Xml(child);
    }

    /** Adds a child of another vocabulary and returns it. */
    Xml add(String namespace, String qualifiedName) {
        var child = element.getOwnerDocument().createElementNS(namespace, qualifiedName);
        element.appendChild(child);
        return new Xml(child);
    }

    /** Takes a child away. */
    void remove(Xml child) {
        element.removeChild(child.element());
    }

    /** Sets an attribute and returns this element. */
    Xml with(String attribute, String value) {
        element.setAttribute(attribute, legal(value));
        return this;
    }

    /** Sets an attribute and returns this element. */
    Xml with(String attribute, long value) {
        return with(attribute, Long.toString(value));
    }

    /** Sets the text and returns this element. */
    Xml text(String value) {
        element.setTextContent(legal(value));
        return this;
    }

    String text() {
        return element.getTextContent();
    }

    /** An attribute's value; empty when it is absent. */
    String attribute(String name) {
        return element.getAttribute(name);
    }

    /** The first child of this name. */
    Optional<Xml> child(String name) {
        return children(name).stream().findFirst();
    }

    /** The children of this name, in order. */
    List<Xml> children(String name) {
        return elements().stream()
                .filter(e -> e.getNodeName().equals(name))
                .map(Xml::new)
                .toList();
    }

    /** The child of this name in this namespace. */
    Optional<Xml> child(String namespace, String localName) {
        return elements().stream()
                .filter(e -> namespace.equals(e.getNamespaceURI()) && localName.equals(e.getLocalName()))
                .map(Xml::new)
                .findFirst();
    }

    /** All elements of this name below, at any depth. */
    List<Xml> all(String name) {
        var found = element.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> new Xml((Element) found.item(i)))
                .toList();
    }

    /** The first element at the end of this path of names, if every step exists. */
    Optional<Xml> at(String... path) {
        var here = Optional.of(this);
        for (var step : path) {
            here = here.flatMap(e -> e.child(step));
        }
        return here;
    }

    /** This element as text, without declaration. */
    String serialized() {
        try {
            var transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(OutputKeys.INDENT, "yes");
            transformer.setOutputProperty("{http://xml.apache.org/xslt}indent-amount", "2");
            var out = new StringWriter();
            transformer.transform(new DOMSource(element), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("XML cannot be written", e);
        }
    }

    private static String legal(String value) {
        if (!CommandCheck.isPlainText(value)) {
            throw new IllegalArgumentException("a value with control characters");
        }
        return value;
    }

    private List<Element> elements() {
        var nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(n -> n.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast)
                .toList();
    }

    private static DocumentBuilder builder() {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("no XML parser", e);
        }
    }
}
