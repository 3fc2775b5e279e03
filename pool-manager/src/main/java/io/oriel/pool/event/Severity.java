package io.oriel.pool.event;

/** How much an event matters. The numbers are oVirt's. */
public enum Severity {
    NORMAL(0),
    WARNING(1),
    ERROR(2),
    ALERT(10);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    /** The number in the API and in the database. */
    public int number() {
        return number;
    }

    static Severity of(int number) {
        for (var severity : values()) {
            if (severity.number == number) {
                return severity;
            }
        }
        throw new IllegalArgumentException("severity " + number);
    }
}
