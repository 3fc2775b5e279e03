package io.oriel.broker.api.ovirt;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Where things are found, and the ids of those that have only a name. */
final class Paths {
    static final String API = "/ovirt-engine/api";

    private Paths() {}

    /** @param collection below the API, as {@code vms} or {@code vms/ID/nics} */
    static String of(String collection, Object id) {
        return API + "/" + collection + "/" + id;
    }

    /** The id of what has only a name; always the same for the same name. */
    static UUID named(String kind, String name) {
        return UUID.nameUUIDFromBytes((kind + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
