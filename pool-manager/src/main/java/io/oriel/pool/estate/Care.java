package io.oriel.pool.estate;

/**
 * What people say about a VM.
 *
 * @param description one line, for people
 * @param guarded whether it must not be deleted
 * @param autoStart whether it is started whenever it is down and nobody has stopped it
 * @param continuity how much is done so that it goes on
 */
public record Care(VmKind kind, String description, boolean guarded, boolean autoStart, Continuity continuity) {

    /** A desktop of a pool. */
    public static final Care POOLED = new Care(VmKind.DESKTOP, "", false, false);

    /** One that is not highly available. */
    public Care(VmKind kind, String description, boolean guarded, boolean autoStart) {
        this(kind, description, guarded, autoStart, Continuity.PLAIN);
    }
}
