package io.oriel.pool.estate;

import java.time.Instant;

/**
 * A sealed golden image, from which VMs are thin clones.
 *
 * @param virtualBytes size of the disk the guest sees
 */
public record Template(
        TemplateId id, String name, DiskId disk, StorageDomainId storage, long virtualBytes, Instant created) {}
