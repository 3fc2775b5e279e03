package io.oriel.pool.search;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.UserId;

/**
 * A session that is open.
 *
 * @param state {@code pending} or {@code active}
 */
public record Sitting(String id, UserId user, VmId vm, String vmName, String protocol, String state) {}
