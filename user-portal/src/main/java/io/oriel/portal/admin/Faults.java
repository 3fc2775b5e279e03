package io.oriel.portal.admin;

import io.oriel.broker.fault.BrokerException;
import io.oriel.pool.PoolException;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Turns what an administrator can put right into a notice; all else goes on to the fault page. */
@Component
class Faults {
    private final Words words;

    Faults(Words words) {
        this.words = words;
    }

    /** Does it and says so, or says why not. */
    Notice attempt(Supplier<Notice> work) {
        try {
            return work.get();
        } catch (BrokerException e) {
            return switch (e.code()) {
                case NOT_FOUND, ALREADY_EXISTS, INVALID, UNAVAILABLE -> refused(e.text());
                case UNAUTHENTICATED, FORBIDDEN -> throw e;
            };
        } catch (PoolException e) {
            return switch (e.code()) {
                case NOT_FOUND, ALREADY_EXISTS, INVALID, IN_USE, CONFLICT -> refused(e.text());
                case BAD_IMAGE, NO_HOST, AGENT -> throw e;
            };
        }
    }

    /** A sentence begins with a capital letter. */
    private Notice refused(String why) {
        return Notice.refused(
                words.say("admin.refused"), Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".");
    }
}
