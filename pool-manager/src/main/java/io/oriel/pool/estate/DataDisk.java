package io.oriel.pool.estate;

import java.util.Optional;

/**
 * A disk of a VM beside the one it starts from.
 *
 * @param name for people; one VM's disks have different names
 * @param bytes as the guest sees it
 * @param made whether it lies in its storage domain; until then it is being made
 * @param plugged whether the running VM has it; never while it does not run
 * @param fate what is to become of it; empty: it stays
 * @param base the template's disk that it is, or is to be, made of; empty: it begins empty, or stands alone by now
 */
public record DataDisk(
        DiskId id,
        String name,
        StorageDomainId storage,
        long bytes,
        boolean made,
        boolean plugged,
        Optional<Fate> fate,
        Optional<Base> base) {

    /** The end of a disk's belonging to its VM. */
    public enum Fate {
        /** It is taken out and stays in its storage domain. */
        DETACH,
        /** It is taken out and its file is deleted. */
        DELETE
    }

    /**
     * What a disk is made of.
     *
     * @param image one of {@link Template#disks}
     * @param copied whether it becomes a copy that stands alone, instead of an overlay over the image
     */
    public record Base(TemplateId template, DiskId image, boolean copied) {}

    /** A disk that is to be made, empty. */
    public static DataDisk wanted(String name, StorageDomainId storage, long bytes) {
        return new DataDisk(DiskId.random(), name, storage, bytes, false, false, Optional.empty(), Optional.empty());
    }

    /** A disk that is to be made of a template's. */
    public static DataDisk wanted(TemplateDisk of, StorageDomainId storage, Base base) {
        return new DataDisk(
                DiskId.random(), of.name(), storage, of.bytes(), false, false, Optional.empty(), Optional.of(base));
    }

    /** Whether it is still to be made, by copying. */
    public boolean toBeCopied() {
        return !made && base.filter(Base::copied).isPresent();
    }

    /** It lies in its storage domain; a copy needs its template no more. */
    public DataDisk asMade() {
        return new DataDisk(id, name, storage, bytes, true, plugged, fate, base.filter(it -> !it.copied()));
    }

    /** The same disk in, or out. */
    public DataDisk plugged(boolean next) {
        return new DataDisk(id, name, storage, bytes, made, next, fate, base);
    }

    /** The same disk, with what is to become of it. */
    public DataDisk outgoing(Fate next) {
        return new DataDisk(id, name, storage, bytes, made, plugged, Optional.of(next), base);
    }
}
