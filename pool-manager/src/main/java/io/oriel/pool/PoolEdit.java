package io.oriel.pool;

import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import java.util.Optional;

/**
 * What an admin wants a pool to be from now on; what is empty stays.
 *
 * @param version the version the admin saw; when it has changed since, nothing is done
 */
public record PoolEdit(
        Optional<String> name,
        Optional<String> description,
        Optional<PoolKind> kind,
        Optional<Boolean> useLatest,
        Optional<Integer> size,
        Optional<Integer> prestarted,
        Optional<Integer> maxPerUser,
        Optional<Integer> vcpus,
        Optional<Long> memoryMiB,
        Optional<PoolPolicy> policy,
        Optional<Long> version) {

    /** Nothing. */
    public static final PoolEdit NONE = new PoolEdit(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The same, with another size. */
    public PoolEdit size(int next) {
        return new PoolEdit(
                name,
                description,
                kind,
                useLatest,
                Optional.of(next),
                prestarted,
                maxPerUser,
                vcpus,
                memoryMiB,
                policy,
                version);
    }
}
