package io.oriel.pool.estate;

import java.time.Instant;

/**
 * A pool whose desktops kept failing: its reserve is not refilled, but for one attempt now and then.
 *
 * @param reason the last failure, in words for people
 */
public record Restraint(Instant since, String reason) {}
