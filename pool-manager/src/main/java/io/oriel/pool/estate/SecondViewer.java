package io.oriel.pool.estate;

/** What becomes of a person's wish to see a desktop that they have open already. */
public enum SecondViewer {
    /** The earlier viewer is closed and told so. */
    TAKE_OVER,
    /** The new one is refused and told since when and where the other is open. */
    REFUSE
}
