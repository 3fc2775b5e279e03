package io.oriel.broker.directory;

import com.unboundid.ldap.sdk.Filter;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * An administrator's filter with a hole for a person's name or DN, understood once and filled without ever building a
 * string, so that no name can be more than a value.
 *
 * <p>Understands {@code & | !}, presence {@code (a=*)} and equality {@code (a=v)}; the hole stands alone as a value.
 */
final class FilterTemplate {
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9.;-]*");
    private static final int DEEPEST = 16;

    private final String text;
    private final Node root;

    private FilterTemplate(String text, Node root) {
        this.text = text;
        this.root = root;
    }

    private sealed interface Node {
        record And(List<Node> parts) implements Node {}

        record Or(List<Node> parts) implements Node {}

        record Not(Node part) implements Node {}

        record Present(String attribute) implements Node {}

        record Equal(String attribute, String value) implements Node {}
    }

    /** Understands a filter. */
    static FilterTemplate parse(String text) {
        var reader = new Reader(text);
        var root = reader.node(0);
        if (reader.at != text.length()) {
            throw reader.wrong("something follows the filter");
        }
        return new FilterTemplate(text, root);
    }

    /** The filter with every hole of this name, as {@code {user}}, filled with a value. */
    Filter fill(String hole, String value) {
        return build(root, given -> given.equals(hole) ? value : given);
    }

    /** The attributes compared with the hole, in order. */
    List<String> attributesOf(String hole) {
        var found = new ArrayList<String>();
        collect(root, hole, found);
        return found;
    }

    @Override
    public String toString() {
        return text;
    }

    private static Filter build(Node node, UnaryOperator<String> values) {
        return switch (node) {
            case Node.And(var parts) ->
                Filter.createANDFilter(
                        parts.stream().map(part -> build(part, values)).toList());
            case Node.Or(var parts) ->
                Filter.createORFilter(
                        parts.stream().map(part -> build(part, values)).toList());
            case Node.Not(var part) -> Filter.createNOTFilter(build(part, values));
            case Node.Present(var attribute) -> Filter.createPresenceFilter(attribute);
            case Node.Equal(var attribute, var value) -> Filter.createEqualityFilter(attribute, values.apply(value));
        };
    }

    private static void collect(Node node, String hole, List<String> found) {
        switch (node) {
            case Node.And(var parts) -> parts.forEach(part -> collect(part, hole, found));
            case Node.Or(var parts) -> parts.forEach(part -> collect(part, hole, found));
            case Node.Not(var part) -> collect(part, hole, found);
            case Node.Present _ -> {}
            case Node.Equal(var attribute, var value) -> {
                if (value.equals(hole)) {
                    found.add(attribute);
                }
            }
        }
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Node node(int depth) {
            if (depth > DEEPEST) {
                throw wrong("it is nested too deeply");
            }
            expect('(');
            var node = switch (peek()) {
                case '&' -> new Node.And(parts(depth));
                case '|' -> new Node.Or(parts(depth));
                case '!' -> {
                    at++;
                    yield new Node.Not(node(depth + 1));
                }
                default -> comparison();
            };
            expect(')');
            return node;
        }

        private List<Node> parts(int depth) {
            at++;
            var parts = new ArrayList<Node>();
            while (peek() == '(') {
                parts.add(node(depth + 1));
            }
            return List.copyOf(parts);
        }

        private Node comparison() {
            int equals = text.indexOf('=', at);
            int end = text.indexOf(')', at);
            if (equals < 0 || end < equals) {
                throw wrong("a comparison has no =");
            }
            var attribute = text.substring(at, equals);
            var value = text.substring(equals + 1, end);
            if (!ATTRIBUTE.matcher(attribute).matches()) {
                throw wrong("'" + attribute + "' is not an attribute; only = is understood");
            }
            at = end;
            if (value.equals("*")) {
                return new Node.Present(attribute);
            }
            if (value.isEmpty() || value.contains("*") || value.contains("(") || value.contains("\\")) {
                throw wrong("the value of " + attribute + " is empty or holds one of * ( \\");
            }
            return new Node.Equal(attribute, value);
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private void expect(char wanted) {
            if (peek() != wanted) {
                throw wrong("'" + wanted + "' is missing at character " + (at + 1));
            }
            at++;
        }

        BrokerException wrong(String why) {
            return new BrokerException(Code.INVALID, "LDAP filter " + text + ": " + why);
        }
    }
}
