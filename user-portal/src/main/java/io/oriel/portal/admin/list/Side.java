package io.oriel.portal.admin.list;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Bookmarks;
import io.oriel.broker.operation.TagAdmin;
import io.oriel.broker.operation.UseCase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.ui.Model;

/** What stands beside every list: the person's bookmarks with what each finds now, and the tree of tags. */
final class Side {
    private final BrokerModule broker;

    Side(BrokerModule broker) {
        this.broker = broker;
    }

    /**
     * A saved query.
     *
     * @param count what it finds now; a dash when it means nothing any more
     * @param own whether the person who looks may forget it
     */
    record Bookmark(String id, String name, String query, String count, boolean own) {
        static Bookmark of(Bookmarks.Bookmark kept) {
            var count = kept.count();
            return new Bookmark(
                    kept.id().toString(),
                    kept.name(),
                    kept.query(),
                    count.isPresent() ? "%,d".formatted(count.getAsInt()) : "–",
                    !kept.shared());
        }
    }

    /** A tag with those that are part of it. */
    record Branch(String name, String query, int carriers, List<Branch> parts) {
        static List<Branch> under(Optional<String> parent, List<TagAdmin.Entry> all) {
            return all.stream()
                    .filter(entry -> entry.tag().parent().equals(parent))
                    .map(entry -> new Branch(
                            entry.tag().name(),
                            "Vms: tag = \"" + entry.tag().name() + "\"",
                            entry.carriers(),
                            under(Optional.of(entry.tag().name()), all)))
                    .collect(Collectors.toList());
        }
    }

    void show(User actor, Model model) {
        model.addAttribute(
                "bookmarks",
                broker.bookmarks().list(actor).stream().map(Bookmark::of).toList());
        if (broker.rights().may(actor, UseCase.TAG_LIST, ObjectRef.SYSTEM)) {
            model.addAttribute(
                    "tags", Branch.under(Optional.empty(), broker.tags().list(actor)));
        }
    }
}
