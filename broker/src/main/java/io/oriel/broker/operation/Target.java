package io.oriel.broker.operation;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;

/** What a person wants to be connected to. */
public sealed interface Target {

    /** Any free desktop of this pool. */
    record Pool(PoolId pool) implements Target {}

    /** This desktop, which they have. */
    record Desktop(VmId vm) implements Target {}
}
