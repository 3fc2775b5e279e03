package io.oriel.broker.api.ovirt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A part of an answer, whichever form it is written in. */
sealed interface Node {

    /** Its element in XML, its member in JSON. */
    String name();

    /** A value. */
    record Text(String name, String value) implements Node {}

    /**
     * A thing, or a part of one.
     *
     * @param attributes in XML attributes, in JSON members as all others
     * @param whole of a mere reference: what it refers to, for {@code follow}
     */
    record Item(String name, Map<String, String> attributes, List<Node> inner, Optional<Supplier<Node>> whole)
            implements Node {
        public Item {
            inner = List.copyOf(inner);
        }

        /** The same with other parts. */
        Item with(List<Node> parts) {
            return new Item(name, attributes, parts, whole);
        }
    }

    /** Any number of things of one name; in JSON a list even of one. */
    record Many(String name, String each, List<? extends Node> items) implements Node {
        public Many {
            items = List.copyOf(items);
        }
    }

    /**
     * Where more is found.
     *
     * @param whole what is found there, for {@code follow}
     */
    record Link(String rel, String href, Optional<Supplier<Node>> whole) implements Node {
        @Override
        public String name() {
            return "link";
        }
    }
}
