package io.oriel.pool.estate;

import java.util.Optional;

/**
 * A disk of a template beside the one its clones start from.
 *
 * @param id of the image
 * @param name that its clones give to theirs
 * @param bytes as the guest sees it
 * @param source while it is being copied: the disk it is a copy of
 */
public record TemplateDisk(DiskId id, String name, StorageDomainId storage, long bytes, Optional<DiskId> source) {}
