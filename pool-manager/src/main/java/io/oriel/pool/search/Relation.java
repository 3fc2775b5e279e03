package io.oriel.pool.search;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands between a field and a value. */
public enum Relation {
    // The longer ones first: a reader takes the first that fits.
    NOT("!="),
    AT_MOST("<="),
    AT_LEAST(">="),
    IS("="),
    LESS("<"),
    MORE(">");

    static final Set<Relation> OF_TEXT = EnumSet.of(IS, NOT);
    static final Set<Relation> OF_NUMBERS = EnumSet.allOf(Relation.class);
    static final Set<Relation> OF_DATES = EnumSet.of(MORE, LESS, IS);
    static final Set<Relation> OF_SPANS = EnumSet.of(LESS, MORE);

    private final String sign;

    Relation(String sign) {
        this.sign = sign;
    }

    /** As it is written. */
    public String sign() {
        return sign;
    }

    /** Whether two values stand so, by how they compare. */
    boolean holds(int comparison) {
        return switch (this) {
            case NOT -> comparison != 0;
            case AT_MOST -> comparison <= 0;
            case AT_LEAST -> comparison >= 0;
            case IS -> comparison == 0;
            case LESS -> comparison < 0;
            case MORE -> comparison > 0;
        };
    }

    static String signs(Set<Relation> some) {
        return some.stream().map(Relation::sign).collect(Collectors.joining(" "));
    }
}
