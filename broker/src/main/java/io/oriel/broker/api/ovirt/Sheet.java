package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Node.Item;
import io.oriel.broker.api.ovirt.Node.Link;
import io.oriel.broker.api.ovirt.Node.Many;
import io.oriel.broker.api.ovirt.Node.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Fills in an {@link Item}. What is empty is left out: libgovirt stops at an empty element. Used by one thread.
 */
final class Sheet {
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Node> inner = new ArrayList<>();

    private Sheet(String name) {
        this.name = name;
    }

    /** A part without an identity. */
    static Sheet of(String name) {
        return new Sheet(name);
    }

    /** A thing that is found at {@code /ovirt-engine/api/PATH/ID}. */
    static Sheet of(String name, String path, Object id) {
        return new Sheet(name).attribute("id", id.toString()).attribute("href", Paths.of(path, id));
    }

    /** A mention of a thing that is found elsewhere. */
    static Item ref(String name, String path, Object id) {
        return of(name, path, id).item();
    }

    /** A mention that {@code follow} can put the whole thing in place of. */
    static Item ref(String name, String path, Object id, Supplier<Node> whole) {
        var mere = ref(name, path, id);
        return new Item(name, mere.attributes(), mere.inner(), Optional.of(whole));
    }

    Sheet attribute(String key, String value) {
        attributes.put(key, value);
        return this;
    }

    Sheet text(String key, Object value) {
        var text = value instanceof Optional<?> perhaps
                ? perhaps.map(Object::toString).orElse("")
                : value.toString();
        if (!text.isEmpty()) {
            inner.add(new Text(key, text));
        }
        return this;
    }

    Sheet put(Node node) {
        inner.add(node);
        return this;
    }

    Sheet put(Optional<? extends Node> node) {
        node.ifPresent(inner::add);
        return this;
    }

    Sheet put(List<Node> nodes) {
        inner.addAll(nodes);
        return this;
    }

    /** A part, unless it is empty. */
    Sheet put(Sheet part) {
        return part.attributes.isEmpty() && part.inner.isEmpty() ? this : put(part.item());
    }

    Sheet many(String key, String each, List<? extends Node> items) {
        if (!items.isEmpty()) {
            inner.add(new Many(key, each, items));
        }
        return this;
    }

    /** What can be done to it, each by a POST below it. */
    Sheet actions(String... verbs) {
        var links = new ArrayList<Node>();
        for (var verb : verbs) {
            links.add(new Link(verb, href() + "/" + verb, Optional.empty()));
        }
        return put(new Item("actions", Map.of(), links, Optional.empty()));
    }

    /** A collection below it. */
    Sheet link(String rel) {
        return put(new Link(rel, href() + "/" + rel, Optional.empty()));
    }

    /** A collection below it that {@code follow} can put in the link's place. */
    Sheet link(String rel, Supplier<Node> whole) {
        return put(new Link(rel, href() + "/" + rel, Optional.of(whole)));
    }

    private String href() {
        return attributes.getOrDefault("href", Paths.API);
    }

    Item item() {
        return new Item(name, Map.copyOf(attributes), inner, Optional.empty());
    }
}
