package io.oriel.pool.estate;

import java.util.Optional;

/** What a VM's first disk is made from. */
public sealed interface DiskSource {

    /** Nothing: an empty disk of this size. */
    record Blank(long bytes) implements DiskSource {}

    /**
     * An overlay over the template's disk, which must stay.
     *
     * @param bytes as the guest sees it; 0: as large as the template's
     */
    record Thin(TemplateId of, long bytes) implements DiskSource {}

    /**
     * A copy of the template's disk that needs the template no more.
     *
     * @param of empty: the template is gone
     */
    record Full(Optional<TemplateId> of) implements DiskSource {}

    /** A thin clone as large as its template. */
    static DiskSource thin(TemplateId template) {
        return new Thin(template, 0);
    }

    /** The template it is made from. */
    default Optional<TemplateId> template() {
        return switch (this) {
            case Blank _ -> Optional.empty();
            case Thin it -> Optional.of(it.of());
            case Full it -> it.of();
        };
    }
}
