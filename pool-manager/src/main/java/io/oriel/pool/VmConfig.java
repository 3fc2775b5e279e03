package io.oriel.pool;

import io.oriel.host.api.HostId;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.Starting;
import java.util.Optional;
import java.util.SortedSet;

/**
 * All that may be changed of a VM at any time. A running one takes some of it only at its next start: {@link
 * io.oriel.pool.estate.NextRun}.
 *
 * @param startOn the only host it may start on; empty: any of its cluster
 * @param tags words by which it is found
 */
public record VmConfig(
        String name, Shape shape, Starting starting, Care care, Optional<HostId> startOn, SortedSet<String> tags) {}
