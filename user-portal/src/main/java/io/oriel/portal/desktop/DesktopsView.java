package io.oriel.portal.desktop;

import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.Overview;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** What a person sees of their desktops: the same parts for the page and for its live fragment. */
@Component
class DesktopsView {
    private final Desktops desktops;
    private final Words words;
    private final ITemplateEngine templates;

    /** The parts as the templates name them. */
    record Parts(List<Card> cards, List<PoolRow> pools) {}

    DesktopsView(Desktops desktops, Words words, ITemplateEngine templates) {
        this.desktops = desktops;
        this.words = words;
        this.templates = templates;
    }

    /**
     * The person's desktops and pools, now.
     *
     * @param open the desktop to open when it is up, as the address names it
     */
    Parts parts(User user, @Nullable String open) {
        Overview overview = desktops.of(user);
        return new Parts(
                overview.desktops().stream()
                        .map(desktop -> Card.of(desktop, desktop.id().toString().equals(open), words))
                        .toList(),
                overview.pools().stream().map(pool -> PoolRow.of(pool, words)).toList());
    }

    /** The live part of the page as HTML. */
    String fragment(User user, @Nullable String open, String csrf) {
        var parts = parts(user, open);
        var context = new Context(Locale.ENGLISH);
        context.setVariable("cards", parts.cards());
        context.setVariable("pools", parts.pools());
        context.setVariable("csrf", csrf);
        return templates.process("live", java.util.Set.of("live"), context);
    }
}
