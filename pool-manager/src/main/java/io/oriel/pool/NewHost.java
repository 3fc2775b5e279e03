package io.oriel.pool;

import io.oriel.pool.estate.ClusterId;
import java.util.Optional;

/**
 * What an admin says to make a host.
 *
 * @param address where the control plane, the gateways and the other hosts reach it: a host name or an IP address
 * @param agentPort 1–65535; an agent listens on 8446 unless told otherwise
 * @param cluster empty: cluster {@code Default}
 */
public record NewHost(String name, String address, int agentPort, Optional<ClusterId> cluster) {}
