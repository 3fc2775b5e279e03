package io.oriel.pool.store;

import io.oriel.certs.ca.MasterKey;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.NextRun;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Seals what may hold secrets in a VM's row (A33): each text by the master key, for its column of this row only. Whoever
 * copies the database, or moves a sealed text to another row, cannot read it.
 */
final class VmSeal {
    private final MasterKey master;

    VmSeal(MasterKey master) {
        this.master = master;
    }

    byte @Nullable [] meta(UUID vm, Optional<CloudInit> told) {
        return sealed("sealed_meta", vm, told.flatMap(CloudInit::metaData));
    }

    byte @Nullable [] user(UUID vm, Optional<CloudInit> told) {
        return sealed("sealed_user", vm, told.map(CloudInit::userData));
    }

    byte @Nullable [] network(UUID vm, Optional<CloudInit> told) {
        return sealed("sealed_network", vm, told.flatMap(CloudInit::network));
    }

    /** What cloud-init is told by a row of {@code pool.vm}. */
    Optional<CloudInit> cloudInit(ResultSet row) throws SQLException {
        var user = opened(row, "sealed_user");
        var meta = opened(row, "sealed_meta");
        var network = opened(row, "sealed_network");
        return user.map(told -> new CloudInit(meta, told, network));
    }

    /** What a VM was started with, for its row: the mark of what cloud-init was told would let guesses be tried. */
    String[] runsWith(UUID vm, List<String> fields) {
        return fields.stream()
                .map(field -> marked(
                        field,
                        mark -> Base64.getEncoder()
                                .encodeToString(
                                        master.seal(mark.getBytes(StandardCharsets.UTF_8), place("runs_with", vm)))))
                .toArray(String[]::new);
    }

    /** The other way round. */
    List<String> ranWith(UUID vm, List<String> fields) {
        return fields.stream()
                .map(field -> marked(
                        field,
                        mark -> new String(
                                master.open(Base64.getDecoder().decode(mark), place("runs_with", vm)),
                                StandardCharsets.UTF_8)))
                .toList();
    }

    private static String marked(String field, UnaryOperator<String> change) {
        var has = field.startsWith(NextRun.CLOUD_INIT) && field.length() > NextRun.CLOUD_INIT.length();
        return has ? NextRun.CLOUD_INIT + change.apply(field.substring(NextRun.CLOUD_INIT.length())) : field;
    }

    private byte @Nullable [] sealed(String column, UUID vm, Optional<String> clear) {
        return clear.map(text -> master.seal(text.getBytes(StandardCharsets.UTF_8), place(column, vm)))
                .orElse(null);
    }

    private Optional<String> opened(ResultSet row, String column) throws SQLException {
        var sealed = Optional.ofNullable(row.getBytes(column));
        var place = place(column, Rows.uuid(row, "id"));
        return sealed.map(it -> new String(master.open(it, place), StandardCharsets.UTF_8));
    }

    private static String place(String column, UUID vm) {
        return "pool.vm." + column + "." + vm;
    }
}
