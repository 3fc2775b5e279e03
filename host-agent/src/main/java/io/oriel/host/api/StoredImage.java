package io.oriel.host.api;

import java.util.Optional;
import java.util.UUID;

/**
 * An image that lies in a storage domain.
 *
 * @param allocatedBytes what it takes there now, less than the file's length where that has holes
 * @param virtualBytes what a guest sees; 0 when the file is no qcow2 image
 * @param base the image it stands on, wherever that lies
 */
public record StoredImage(UUID disk, long allocatedBytes, long virtualBytes, Optional<UUID> base) {}
