package io.oriel.portal.admin.list;

import io.oriel.pool.event.Severity;
import io.oriel.pool.search.Found.Hit;
import io.oriel.portal.admin.list.Line.Cell;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Draws the values of a search as people read them. */
final class Cells {
    private static final String NOTHING = "–";
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Words words;

    Cells(Words words) {
        this.words = words;
    }

    Cell of(Tab tab, Hit hit, Column column) {
        var value = value(hit, column);
        var kind = column.kind().name().toLowerCase(Locale.ROOT);
        return switch (column.kind()) {
            case STATE ->
                new Cell(kind, column.classes(), "", null, mark(tab, hit.state().orElse("")), null);
            case LOAD -> new Cell(kind, column.classes(), text(column, value), percent(value), null, null);
            case NAME -> new Cell(kind, column.classes(), text(column, value), null, null, Links.of(tab, hit));
            case TEXT, MONO, PROSE, NUMBER, MEMORY, GIB, TIME, SPAN ->
                new Cell(kind, column.classes(), text(column, value), null, null, null);
        };
    }

    private static @Nullable Object value(Hit hit, Column column) {
        return column.field().equals("name") ? hit.name() : hit.values().get(column.field());
    }

    private String text(Column column, @Nullable Object value) {
        return switch (value) {
            case null -> NOTHING;
            case List<?> many when many.isEmpty() -> NOTHING;
            case List<?> many -> many.stream().map(Object::toString).collect(Collectors.joining(", "));
            case Number number ->
                switch (column.kind()) {
                    case MEMORY -> words.memory(number.longValue());
                    case GIB -> words.say("list.gib", number.doubleValue());
                    case LOAD -> words.say("list.percent", number.longValue());
                    case SPAN -> Words.age(Duration.ofSeconds(number.longValue()));
                    case NUMBER, NAME, TEXT, MONO, PROSE, TIME, STATE -> words.say("list.number", number);
                };
            case Object other
            when column.kind() == Column.Kind.TIME ->
                SECOND.format(Instant.parse(other.toString()).atZone(ZoneId.systemDefault()));
            case Object other when other.toString().isEmpty() -> NOTHING;
            case Object other -> other.toString();
        };
    }

    private static @Nullable Long percent(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : null;
    }

    private static Mark mark(Tab tab, String state) {
        return switch (tab) {
            case HOSTS -> Mark.host(state);
            case EVENTS -> Mark.event(Severity.valueOf(state.toUpperCase(Locale.ROOT)));
            case TEMPLATES, STORAGE ->
                switch (state) {
                    case "ok", "active" -> new Mark("ok", "s-up", Words.state(state));
                    case "illegal" -> new Mark("bad", "s-bad", Words.state(state));
                    default -> new Mark("busy", "s-busy", Words.state(state));
                };
            case TASKS ->
                switch (state) {
                    case "done" -> new Mark("ok", "s-up", Words.state(state));
                    case "failed", "timed_out" -> new Mark("bad", "s-bad", Words.state(state));
                    default -> new Mark("busy", "s-busy", Words.state(state));
                };
            case VMS, DATA_CENTERS, CLUSTERS, NETWORKS, POOLS, USERS, DISKS, NICS, VNICS, GROUPS, OPEN_SESSIONS ->
                Mark.vm(state);
        };
    }
}
