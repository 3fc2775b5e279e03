package io.oriel.pool.store;

import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TemplateState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of templates. Safe for use by many threads. */
public final class TemplateRows {
    private static final String SELECT = """
            select t.*, array(select array[d.id::text, d.name, d.storage::text, d.bytes::text, coalesce(d.source::text, '')]
                from pool.template_disk d where d.template = t.id order by d.position) as disks
            from pool.template t\s""";

    private static final String[][] NONE = {};

    private final JdbcClient jdbc;

    public TemplateRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All versions of all templates, by name, the newest first. */
    public List<Template> list() {
        return jdbc.sql(SELECT + "order by t.name, t.number desc")
                .query(TemplateRows::read)
                .list();
    }

    public Optional<Template> find(TemplateId id) {
        return jdbc.sql(SELECT + "where t.id = :id")
                .param("id", id.value())
                .query(TemplateRows::read)
                .optional();
    }

    /** All versions of one template, the newest first. */
    public List<Template> versions(String name) {
        return jdbc.sql(SELECT + "where t.name = :name order by t.number desc")
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
        for (int i = 0; i < template.disks().size(); i++) {
            insert(template.id(), i + 1, template.disks().get(i));
        }
    }

    private void insert(TemplateId template, int position, TemplateDisk disk) {
        jdbc.sql("""
                        insert into pool.template_disk (id, template, position, name, storage, bytes, source)
                        values (:id, :template, :position, :name, :storage, :bytes, :source)""")
                .param("id", disk.id().value())
                .param("template", template.value())
                .param("position", position)
                .param("name", disk.name())
                .param("storage", disk.storage().value())
                .param("bytes", disk.bytes())
                .param("source", disk.source().map(DiskId::value).orElse(null))
                .update();
    }

    /** Holds a template's name until the transaction ends; false when somebody else does. */
    public boolean reserveName(String name) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 1))")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    /** Notes that somebody works on a template that is being made; false when it is not. */
    public boolean touch(TemplateId id, int progress) {
        return jdbc.sql(
                                "update pool.template set progress = :progress, touched_at = now() where id = :id and state = 'locked'")
                        .param("id", id.value())
                        .param("progress", Math.clamp(progress, 0, 100))
                        .update()
                == 1;
    }

    /** Notes that a template's image is there; false when it was not being made. */
    public boolean made(TemplateId id, long virtualBytes) {
        return jdbc.sql("""
                        update pool.template set state = 'ok', virtual_bytes = :bytes, progress = 100, source = null
                        where id = :id and state = 'locked'""")
                        .param("id", id.value())
                        .param("bytes", virtualBytes)
                        .update()
                == 1;
    }

    /** Notes that a template could not be made; false when it was not being made. */
    public boolean spoil(TemplateId id, String why) {
        return jdbc.sql("""
                        update pool.template set state = 'illegal', source = null, trouble = :why
                        where id = :id and state = 'locked'""").param("id", id.value()).param("why", why).update() == 1;
    }

    /** Notes why the image of a deleted template is still there. */
    public boolean complain(TemplateId id, String why) {
        return jdbc.sql("update pool.template set trouble = :why, touched_at = now() where id = :id")
                        .param("id", id.value())
                        .param("why", why)
                        .update()
                == 1;
    }

    /** Notes that a template is being deleted; false when it is being made, or deleted already. */
    public boolean delete(TemplateId id) {
        return jdbc.sql("""
                        update pool.template set state = 'deleting', trouble = null, touched_at = now()
                        where id = :id and state in ('ok', 'illegal')""").param("id", id.value()).update() == 1;
    }

    /** Removes the row of a deleted template; no pool goes back to it any more. */
    public boolean forget(TemplateId id) {
        jdbc.sql("update pool.pool set previous = null where previous = :id")
                .param("id", id.value())
                .update();
        return jdbc.sql("delete from pool.template where id = :id and state = 'deleting'")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** What stands on a template: {@code pool x}, {@code vm y}; at most ten, by name. */
    public List<String> standingOn(TemplateId id) {
        return jdbc.sql("""
                        select 'pool ' || name as name from pool.pool where template = :id
                        union select 'vm ' || name from pool.vm
                            where template = :id and (disk_source = 'thin' or disk_use = 'missing')
                        union select coalesce('vm ' || v.name, 'disk ' || d.name)
                            from pool.disk d left join pool.vm v on v.id = d.vm where d.template = :id
                        order by 1 limit 10""").param("id", id.value()).query(Rows::name).list();
    }

    /** Keeps a template from being deleted until the transaction ends; empty when it is not there, or not ready. */
    public Optional<Template> hold(TemplateId id) {
        return jdbc.sql(SELECT + "where t.id = :id and t.state = 'ok' for share of t")
                .param("id", id.value())
                .query(TemplateRows::read)
                .optional();
    }

    /** The number of the next version of a name; to be asked with the name held. */
    public int nextNumber(String name) {
        return jdbc.sql("select coalesce(max(number), 0) + 1 from pool.template where name = :name")
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    /** Keeps a VM that is Down as it is, so that it can be copied; false when it has changed meanwhile. */
    public boolean holdSource(VmId vm, long version) {
        return jdbc.sql("""
                        update pool.vm set trouble = trouble
                        where id = :vm and version = :version and state = 'down' and command_id is null
                            and disk_use <> 'missing' and not wanted and not deleting""").param("vm", vm.value()).param("version", version).update() == 1;
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
                Rows.instant(row, "touched_at"),
                disks(row));
    }

    private static List<TemplateDisk> disks(ResultSet row) throws SQLException {
        var array = row.getArray("disks").getArray();
        var disks = new ArrayList<TemplateDisk>();
        for (var disk : array instanceof String[][] many ? many : NONE) {
            disks.add(new TemplateDisk(
                    new DiskId(UUID.fromString(disk[0])),
                    disk[1],
                    new StorageDomainId(UUID.fromString(disk[2])),
                    Long.parseLong(disk[3]),
                    disk[4].isEmpty() ? Optional.empty() : Optional.of(new DiskId(UUID.fromString(disk[4])))));
        }
        return disks;
    }
}
