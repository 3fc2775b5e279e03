package io.oriel.pool.event;

import java.time.Duration;

/** What kind of thing happened. The numbers are oVirt's where it has the kind; ours begin at 100,000. */
public enum EventCode {
    /** What has no kind of its own. */
    UNASSIGNED(0),
    USER_VDC_LOGIN(30),
    USER_RUN_VM(32),
    USER_STOP_VM(33),
    USER_ADD_VM(34),
    USER_UPDATE_VM(35),
    USER_VDC_LOGIN_FAILED(114),
    USER_ADD_PERMISSION(850),
    USER_REMOVE_PERMISSION(852),
    TOO_MANY_LOGINS(100_001),
    DIRECTORY_DOWN(100_002, Duration.ofMinutes(1));

    private final int number;
    private final Duration window;

    EventCode(int number) {
        this(number, Duration.ZERO);
    }

    EventCode(int number, Duration window) {
        this.number = number;
        this.window = window;
    }

    /** After one of this kind the same words are not written again for so long; zero: every one counts. */
    public Duration window() {
        return window;
    }

    /** The number in the API and in the database. */
    public int number() {
        return number;
    }

    /** The kind of this number; a newer program may know more of them. */
    static EventCode of(int number) {
        for (var code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return UNASSIGNED;
    }
}
