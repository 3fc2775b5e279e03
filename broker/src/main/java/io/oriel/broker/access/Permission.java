package io.oriel.broker.access;

import io.oriel.pool.estate.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody has a role on something.
 *
 * @param by who gave it; empty when it is older than that is kept
 */
public record Permission(UUID id, Subject subject, Role role, ObjectRef object, Instant since, Optional<UserId> by) {}
