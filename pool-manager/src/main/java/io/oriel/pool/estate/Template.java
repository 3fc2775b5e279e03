package io.oriel.pool.estate;

import io.oriel.host.api.VmId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A sealed golden image, from which VMs are thin clones; one version of those that have the same name.
 *
 * @param number 1 for the first version
 * @param virtualBytes size of the disk the guest sees; 0 until it is known
 * @param source while it is being copied from a VM: that VM
 * @param progress how far its making has come, 0–100
 * @param trouble why it is {@link TemplateState#ILLEGAL}, or why its image cannot be deleted yet; in words for people
 * @param touched when somebody last worked on its making
 * @param disks beside the one the guest starts from, in the order in which it sees them
 */
public record Template(
        TemplateId id,
        String name,
        int number,
        DiskId disk,
        StorageDomainId storage,
        long virtualBytes,
        Instant created,
        TemplateState state,
        Optional<VmId> source,
        int progress,
        Optional<String> trouble,
        Instant touched,
        List<TemplateDisk> disks) {
    public Template {
        disks = List.copyOf(disks);
    }

    /** The first version of a template whose image is there. */
    public Template(
            TemplateId id, String name, DiskId disk, StorageDomainId storage, long virtualBytes, Instant created) {
        this(
                id,
                name,
                1,
                disk,
                storage,
                virtualBytes,
                created,
                TemplateState.OK,
                Optional.empty(),
                100,
                Optional.empty(),
                created,
                List.of());
    }

    /** Whether clones can be made of it. */
    public boolean ok() {
        return state == TemplateState.OK;
    }

    /** One of its further disks, by its image. */
    public Optional<TemplateDisk> disk(DiskId image) {
        return disks.stream().filter(disk -> disk.id().equals(image)).findFirst();
    }

    /** For people: {@code win11 version 3}. */
    public String word() {
        return name + " version " + number;
    }
}
