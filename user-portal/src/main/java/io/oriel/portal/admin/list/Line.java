package io.oriel.portal.admin.list;

import io.oriel.portal.page.Mark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a list, ready to be drawn. Two rows are equal when they look alike.
 *
 * @param id of the thing
 * @param title its name, as a screen reader and a confirmation say it
 */
record Line(String id, String title, List<Cell> cells) {

    /**
     * One value.
     *
     * @param kind as the template names it
     * @param percent of its bar; null without a bar
     * @param mark its state; null when it is none
     * @param href where it leads; null when it leads nowhere
     */
    record Cell(
            String kind,
            String classes,
            String text,
            @Nullable Long percent,
            @Nullable Mark mark,
            @Nullable String href) {

        /** The tone of the bar: calm below 80%, and red from 95%. */
        public String getTone() {
            return percent == null || percent < 80 ? "" : percent < 95 ? "warn" : "bad";
        }
    }
}
