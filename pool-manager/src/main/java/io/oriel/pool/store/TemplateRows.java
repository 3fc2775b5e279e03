package io.oriel.pool.store;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TemplateState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of templates. Safe for use by many threads. */
public final class TemplateRows {
    private final JdbcClient jdbc;

    public TemplateRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All versions of all templates, by name, the newest first. */
    public List<Template> list() {
        return jdbc.sql("select * from pool.template order by name, number desc")
                .query(TemplateRows::read)
                .list();
    }

    public Optional<Template> find(TemplateId id) {
        return jdbc.sql("select * from pool.template where id = :id")
                .param("id", id.value())
                .query(TemplateRows::read)
                .optional();
    }

    /** All versions of one template, the newest first. */
    public List<Template> versions(String name) {
        return jdbc.sql("select * from pool.template where name = :name order by number desc")
                .param("name", name)
                .query(TemplateRows::read)
                .list();
    }

    public void insert(Template template) {
        jdbc.sql("""
                        insert into pool.template (id, name, number, disk, storage, virtual_bytes, state, source)
                        values (:id, :name, :number, :disk, :storage, :bytes, :state, :source)""")
                .param("id", template.id().value())
                .param("name", template.name())
                .param("number", template.number())
                .param("disk", template.disk().value())
                .param("storage", template.storage().value())
                .param("bytes", template.virtualBytes())
                .param("state", template.state().name().toLowerCase(Locale.ROOT))
                .param("source", template.source().map(VmId::value).orElse(null))
                .update();
    }

    /** Holds a template's name until the transaction ends; false when somebody else does. */
    public boolean reserveName(String name) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 1))")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    static Template read(ResultSet row, int number) throws SQLException {
        return new Template(
                new TemplateId(Rows.uuid(row, "id")),
                Rows.text(row, "name"),
                row.getInt("number"),
                new DiskId(Rows.uuid(row, "disk")),
                new StorageDomainId(Rows.uuid(row, "storage")),
                row.getLong("virtual_bytes"),
                Rows.instant(row, "created_at"),
                TemplateState.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
                Rows.id(row, "source", VmId::new),
                row.getInt("progress"),
                Optional.ofNullable(row.getString("trouble")),
                Rows.instant(row, "touched_at"));
    }
}
