package io.oriel.pool.estate;

/**
 * What people say about a VM.
 *
 * @param description one line, for people
 * @param guarded whether it must not be deleted
 * @param autoStart whether it is started whenever it is down and nobody has stopped it
 */
public record Care(VmKind kind, String description, boolean guarded, boolean autoStart) {

    /** A desktop of a pool. */
    public static final Care POOLED = new Care(VmKind.DESKTOP, "", false, false);
}
