package io.oriel.portal.admin;

import io.oriel.broker.fault.BrokerException;
import io.oriel.pool.PoolException;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Turns what an administrator can put right into a notice, or into words at a form's fields; all else goes on. */
@Component
class Faults {
    private static final String WHOLE = "form";

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
                case FORBIDDEN, NOT_FOUND, ALREADY_EXISTS, IN_USE, INVALID, UNAVAILABLE -> refused(e.text());
                case UNAUTHENTICATED -> throw e;
            };
        } catch (PoolException e) {
            return switch (e.code()) {
                case NOT_FOUND, ALREADY_EXISTS, INVALID, IN_USE, CONFLICT -> refused(e.text());
                case BAD_IMAGE, NO_HOST, AGENT -> throw e;
            };
        }
    }

    /** Does what a form asks for; empty when that was refused, and then the form says why. */
    <T> Optional<T> attempt(Form form, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (BrokerException e) {
            switch (e.code()) {
                case FORBIDDEN, NOT_FOUND, ALREADY_EXISTS, IN_USE, INVALID, UNAVAILABLE -> {
                    e.errors().forEach(wrong -> form.wrong(wrong.field(), sentence(wrong.message())));
                    if (e.errors().isEmpty()) {
                        form.wrong(WHOLE, sentence(e.text()));
                    }
                }
                case UNAUTHENTICATED -> throw e;
            }
        } catch (PoolException e) {
            e.faults().forEach(fault -> form.wrong(fault.field(), sentence(fault.message())));
            if (e.faults().isEmpty()) {
                form.wrong(WHOLE, sentence(e.text()));
            }
        }
        return Optional.empty();
    }

    private Notice refused(String why) {
        return Notice.refused(words.say("admin.refused"), sentence(why));
    }

    /** A sentence begins with a capital letter and has an end. */
    static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        var end = text.endsWith(".") ? "" : ".";
        if (text.startsWith("vm ")) {
            return "VM" + text.substring(2) + end;
        }
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + end;
    }
}
