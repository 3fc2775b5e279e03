package io.oriel.pool.event;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import java.util.Optional;

/** Something has changed and is committed: time to look again. */
public record Change(Optional<VmId> vm, Optional<PoolId> pool, String text) {}
