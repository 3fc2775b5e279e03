package io.oriel.pool;

import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Golden images. */
public final class Templates {
    Templates() {}

    public List<Template> list() {
        throw new UnsupportedOperationException();
    }

    public Optional<Template> byName(String name) {
        throw new UnsupportedOperationException();
    }

    public Optional<Template> find(TemplateId id) {
        throw new UnsupportedOperationException();
    }

    /** @throws PoolException INVALID, ALREADY_EXISTS, BAD_IMAGE, NO_HOST, AGENT */
    public Template importImage(String name, Path qcow2) {
        throw new UnsupportedOperationException();
    }
}
