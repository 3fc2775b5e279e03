package io.oriel.broker.api;

import io.oriel.broker.operation.JoinCommand;
import java.time.Duration;
import java.util.Optional;

/**
 * A join command as JSON.
 *
 * @param validSeconds absent for a boot key
 */
record ShownJoin(String code, String command, Optional<Long> validSeconds, Optional<String> caution) {
    static ShownJoin of(JoinCommand join) {
        return new ShownJoin(join.code(), join.command(), join.valid().map(Duration::toSeconds), join.caution());
    }

    @Override
    public String toString() {
        return "ShownJoin[…]";
    }
}
