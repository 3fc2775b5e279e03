package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.pool.Templates;
import io.oriel.pool.estate.Template;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Golden images. The pool module records the events; throws {@link io.oriel.pool.PoolException}. */
public final class TemplateAdmin {
    private final Templates templates;

    public TemplateAdmin(Templates templates) {
        this.templates = templates;
    }

    /** All templates, by name. */
    public List<Template> list(User actor) {
        Admins.require(actor);
        return templates.list().stream()
                .sorted(Comparator.comparing(Template::name))
                .toList();
    }

    /** Copies a qcow2 file to the storage domains and keeps it under a name. The file stays where it is. */
    public Template importImage(User actor, String name, Path qcow2) {
        Admins.require(actor);
        return templates.importImage(name, qcow2);
    }

    /** Refuses early, before a long upload. */
    public void mayImport(User actor) {
        Admins.require(actor);
    }
}
