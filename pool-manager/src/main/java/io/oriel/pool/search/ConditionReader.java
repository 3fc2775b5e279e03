package io.oriel.pool.search;

import io.oriel.pool.search.Condition.Anywhere;
import io.oriel.pool.search.Condition.Compare;
import io.oriel.pool.search.Parsing.Kind;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.Place.Expected;
import io.oriel.pool.search.SearchFault.Code;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the conditions of one query. One thread. */
final class ConditionReader {
    private final Trail trail;
    private final Reader in;
    private final String text;
    private final Set<Optional<Thing>> wordsSaid = new HashSet<>();

    ConditionReader(Trail trail) {
        this.trail = trail;
        this.in = trail.in();
        this.text = trail.text();
    }

    /** The condition that stands here; what stands there cannot be the beginning of anything else. */
    Condition condition(Table<?> table, Expected expected) {
        int start = in.at();
        if (in.is('"')) {
            return said(Optional.empty(), Relation.IS, quoted());
        }
        var name = in.name();
        int end = in.at();
        in.skipSpace();
        // A field and a related kind may have one name: "host = h1", but "host.status = up".
        var related = Thing.named(name)
                .filter(table.related()::contains)
                .filter(_ ->
                        in.is('.') || table.field(name.toLowerCase(Locale.ROOT)).isEmpty());
        if (related.isPresent() && (in.is('.') || in.atRelation().isPresent() || in.at() != end || in.atEnd())) {
            trail.token(new Token(Kind.RELATED, start, end));
            return across(related.get(), end);
        }
        if (name.isEmpty() && in.atRelation().isPresent()) {
            var code = expected == Expected.FIRST ? Code.INVALID_POST_COLON_PHRASE : Code.INVALID_CONDITION_FILED;
            throw FaultSignal.of(code, start, start + 1, "before a relation comes a field: " + Sayings.fields(table));
        }
        in.back(end);
        var field = table.field(name.toLowerCase(Locale.ROOT));
        if (field.isPresent() && !in.is('.') && !in.is('"')) {
            trail.token(new Token(Kind.FIELD, start, end));
            return compare(Optional.empty(), field.get(), end);
        }
        in.back(start);
        return word(table, start);
    }

    /** A word on its own, unless a relation follows: then it should have been a field. */
    private Condition word(Table<?> table, int start) {
        var word = in.word();
        int end = in.at();
        in.skipSpace();
        if (in.atRelation().isPresent()) {
            throw FaultSignal.of(Code.INVALID_CONDITION_FILED, start, end, Sayings.field(table, word));
        }
        in.back(end);
        if (in.is('"')) {
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_VALUE, start, in.at() + 1, "a quote stands inside a word; quote all of it");
        }
        trail.token(Kind.VALUE, start);
        return said(Optional.empty(), Relation.IS, new Value(word, start, end));
    }

    private Condition across(Thing related, int end) {
        var table = Tables.of(related);
        trail.expect(Expected.AFTER_RELATED, in.at(), table);
        if (in.is('.')) {
            in.step();
            in.skipSpace();
            int start = in.at();
            trail.expect(Expected.FIELD, start, table);
            var name = in.name();
            if (name.isEmpty()) {
                throw FaultSignal.of(
                        Code.CANT_GET_CONDITION_FIELD_AC,
                        start,
                        in.at(),
                        "after the dot comes a field of " + related.word() + ": " + Sayings.fields(table));
            }
            var field = table.field(name.toLowerCase(Locale.ROOT))
                    .orElseThrow(() ->
                            FaultSignal.of(Code.INVALID_CONDITION_FILED, start, in.at(), Sayings.field(table, name)));
            trail.token(Kind.FIELD, start);
            return compare(Optional.of(related), field, in.at());
        }
        int start = in.at();
        var relation = in.atRelation()
                .filter(Relation.OF_TEXT::contains)
                .orElseThrow(() -> FaultSignal.of(
                        Code.INVALID_POST_CROSS_REF_OBJ,
                        in.atEnd() ? end : start,
                        Math.min(text.length(), start + 1),
                        "after " + related.crossWord() + " comes a dot and a field, or = or != and a word"));
        in.relation();
        trail.token(Kind.RELATION, start);
        in.skipSpace();
        trail.expect(Expected.VALUE, in.at());
        return said(Optional.of(related), relation, value("a word"));
    }

    private Condition compare(Optional<Thing> related, Field<?> field, int end) {
        in.skipSpace();
        int start = in.at();
        trail.expect(Expected.RELATION, start, field);
        var relation = in.relation().filter(field.relations()::contains);
        if (relation.isEmpty()) {
            boolean other = in.at() > start;
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_RELATION,
                    other ? start : end,
                    in.at(),
                    "after " + field.name() + " comes " + Relation.signs(field.relations()) + " and " + field.values());
        }
        trail.token(Kind.RELATION, start);
        in.skipSpace();
        trail.expect(Expected.VALUE, in.at(), field);
        var value = value(field.values());
        field.objection(value.text()).ifPresent(why -> {
            throw FaultSignal.of(Code.INVALID_CONDITION_VALUE, value.start(), value.end(), why);
        });
        return new Compare(related, field.name(), relation.get(), value.text());
    }

    private record Value(String text, int start, int end) {}

    private Value value(String kind) {
        int start = in.at();
        if (in.is('"')) {
            return quoted();
        }
        var value = in.value();
        if (value.isEmpty()) {
            throw FaultSignal.of(Code.INVALID_CONDITION_VALUE, start, start, "a value is missing: " + kind);
        }
        if (value.indexOf('"') >= 0) {
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_VALUE, start, in.at(), "a quote stands inside a word; quote all of it");
        }
        trail.token(Kind.VALUE, start);
        return new Value(value, start, in.at());
    }

    private Value quoted() {
        int start = in.at();
        var inside = in.quoted()
                .orElseThrow(() -> FaultSignal.of(
                        Code.INVALID_CONDITION_VALUE, start, text.length(), "the closing quote is missing"));
        trail.token(Kind.VALUE, start);
        if (!in.atEnd() && !Character.isWhitespace(text.charAt(in.at()))) {
            throw FaultSignal.of(
                    Code.INVALID_CONDITION_VALUE, start, in.at() + 1, "after a closing quote comes a space");
        }
        return new Value(inside, start, in.at());
    }

    private Condition said(Optional<Thing> about, Relation relation, Value value) {
        if (value.text().isEmpty()) {
            throw FaultSignal.of(Code.INVALID_CONDITION_VALUE, value.start(), value.end(), "there is nothing in it");
        }
        if (!wordsSaid.add(about)) {
            throw FaultSignal.of(
                    Code.FREE_TEXT_ALLOWED_ONCE_PER_OBJ,
                    value.start(),
                    value.end(),
                    "a word without a field can stand"
                            + " only once"
                            + about.map(it -> " for " + it.crossWord()).orElse("")
                            + "; put several words in quotes, or say which field");
        }
        return new Anywhere(about, relation, value.text());
    }
}
