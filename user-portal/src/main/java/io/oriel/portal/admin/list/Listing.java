package io.oriel.portal.admin.list;

import io.oriel.pool.search.SearchFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of what a query finds.
 *
 * @param text the query as it was typed
 * @param page its number, from 1
 * @param total on all pages together
 * @param last the last page
 * @param fault why nothing could be searched for; null when it could
 */
record Listing(
        Tab tab,
        String text,
        int page,
        int total,
        int last,
        List<Head> heads,
        List<Line> lines,
        @Nullable SearchFault fault) {

    /**
     * A column's head.
     *
     * @param sort {@code ascending}, {@code descending} or {@code none}
     * @param href of the list in the order of this column, or with that order turned round
     */
    record Head(String label, String classes, String sort, String href) {}

    List<String> ids() {
        return lines.stream().map(Line::id).toList();
    }

    /** Where its live changes come from. */
    public String getStream() {
        return "/admin/stream?page=" + page + "&q=" + Links.encoded(text);
    }

    /** This very page. */
    public String getHref() {
        return Links.list(tab, text, page);
    }

    public String getBefore() {
        return Links.list(tab, text, page - 1);
    }

    public String getAfter() {
        return Links.list(tab, text, page + 1);
    }

    public int getFrom() {
        return lines.isEmpty() ? 0 : (page - 1) * Lists.PAGE + 1;
    }

    public int getTo() {
        return lines.isEmpty() ? 0 : getFrom() + lines.size() - 1;
    }
}
