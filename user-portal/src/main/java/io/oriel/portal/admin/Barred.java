package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.UseCase;
import io.oriel.portal.page.Words;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** What a person may not do on a page, with the reason, under the use case's name: its buttons cannot be pressed. */
@Component
class Barred {
    private final BrokerModule broker;
    private final Words words;

    Barred(BrokerModule broker, Words words) {
        this.broker = broker;
        this.words = words;
    }

    /** Of what is done to one object. */
    Map<String, String> on(User user, ObjectRef object, UseCase... offered) {
        return reasons(it -> broker.rights().may(user, it, object), offered);
    }

    /** Of what can be done to something at least. */
    Map<String, String> anywhere(User user, UseCase... offered) {
        return reasons(it -> broker.rights().mayAnywhere(user, it), offered);
    }

    private Map<String, String> reasons(Predicate<UseCase> may, UseCase... offered) {
        var reasons = new HashMap<String, String>();
        Arrays.stream(offered).filter(may.negate()).forEach(it -> reasons.put(it.name(), reason(it)));
        return reasons;
    }

    private String reason(UseCase what) {
        return what.group().map(group -> words.say("right.missing", group)).orElseGet(() -> words.say("right.admin"));
    }
}
