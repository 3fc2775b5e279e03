package io.oriel.broker.api.ovirt;

import io.oriel.broker.api.ovirt.Node.Item;
import io.oriel.broker.api.ovirt.Node.Link;
import io.oriel.broker.api.ovirt.Node.Many;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts what links lead to in their place, as {@code disk_attachments.disk} says; what leads nowhere stays as it is.
 *
 * <p>A step names a link by its {@code rel}, whose underscores do not count, or a mention by its element.
 */
final class Follow {
    private Follow() {}

    static Node into(Node node, List<String> path) {
        if (path.isEmpty()) {
            return node;
        }
        return switch (node) {
            case Many(var name, var each, var items) ->
                new Many(name, each, items.stream().map(it -> into(it, path)).toList());
            case Item item ->
                item.with(item.inner().stream().map(it -> step(it, path)).toList());
            case Node.Text _, Link _ -> node;
        };
    }

    private static Node step(Node part, List<String> path) {
        if (!plain(path.getFirst()).equals(plain(part instanceof Link link ? link.rel() : part.name()))) {
            return part;
        }
        var rest = path.subList(1, path.size());
        return into(whole(part).map(Supplier::get).orElse(part), rest);
    }

    private static Optional<Supplier<Node>> whole(Node part) {
        return switch (part) {
            case Link link -> link.whole();
            case Item item -> item.whole();
            case Many _, Node.Text _ -> Optional.empty();
        };
    }

    private static String plain(String word) {
        return word.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
