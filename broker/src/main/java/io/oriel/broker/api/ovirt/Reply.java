package io.oriel.broker.api.ovirt;

import java.util.Optional;
import org.springframework.http.HttpStatus;

/**
 * An answer.
 *
 * @param location where what was made is found
 */
record Reply(HttpStatus status, Node node, Optional<String> location) {

    static Reply of(HttpStatus status, Node node) {
        return new Reply(status, node, Optional.empty());
    }
}
