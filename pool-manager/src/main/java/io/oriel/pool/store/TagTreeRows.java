package io.oriel.pool.store;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Tag;
import io.oriel.pool.estate.Tags;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.UserId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tree of tags and what carries them. Works in the caller's transaction. Safe for use by many threads. */
public final class TagTreeRows {
    private final JdbcClient jdbc;

    public TagTreeRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What can carry a tag. The statements are written out: no name of a table ever comes from outside. */
    public enum Carrier {
        VM(
                "insert into pool.vm_tag (vm, tag) values (cast(:id as uuid), :tag) on conflict do nothing",
                "delete from pool.vm_tag where vm = cast(:id as uuid) and tag = :tag",
                "select count(*) from pool.vm_tag where vm = cast(:id as uuid)"),
        HOST(
                "insert into pool.host_tag (host, tag) values (cast(:id as uuid), :tag) on conflict do nothing",
                "delete from pool.host_tag where host = cast(:id as uuid) and tag = :tag",
                "select count(*) from pool.host_tag where host = cast(:id as uuid)"),
        TEMPLATE(
                "insert into pool.template_tag (template, tag) values (cast(:id as uuid), :tag) on conflict do nothing",
                "delete from pool.template_tag where template = cast(:id as uuid) and tag = :tag",
                "select count(*) from pool.template_tag where template = cast(:id as uuid)"),
        USER(
                "insert into pool.user_tag (user_id, tag) values (:id, :tag) on conflict do nothing",
                "delete from pool.user_tag where user_id = :id and tag = :tag",
                "select count(*) from pool.user_tag where user_id = :id");

        private final String attach;
        private final String detach;
        private final String count;

        Carrier(String attach, String detach, String count) {
            this.attach = attach;
            this.detach = detach;
            this.count = count;
        }
    }

    /** All tags and what carries them. */
    public Tags all() {
        return new Tags(
                Tags.byName(list()),
                carried("select vm as id, tag from pool.vm_tag", row -> new VmId(UUID.fromString(row))),
                carried("select host as id, tag from pool.host_tag", row -> new HostId(UUID.fromString(row))),
                carried(
                        "select template as id, tag from pool.template_tag",
                        row -> new TemplateId(UUID.fromString(row))),
                carried("select user_id as id, tag from pool.user_tag", UserId::new));
    }

    /** All tags, by name. */
    public List<Tag> list() {
        return jdbc.sql("select name, parent, description from pool.tag order by name")
                .query((row, _) -> new Tag(
                        Rows.text(row, "name"),
                        Optional.ofNullable(row.getString("parent")),
                        Rows.text(row, "description")))
                .list();
    }

    private interface Wrap<K> {
        K of(String id) throws SQLException;
    }

    private <K> Map<K, Set<String>> carried(String select, Wrap<K> wrap) {
        var carried = new HashMap<K, Set<String>>();
        jdbc.sql(select)
                .query((row, _) -> carried.computeIfAbsent(wrap.of(Rows.text(row, "id")), _ -> new HashSet<>())
                        .add(Rows.text(row, "tag")))
                .list();
        return carried;
    }

    /** Until the end of the transaction nobody else changes the tree. */
    public void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('pool.tag', 0))")
                .query((_, number) -> number)
                .list();
    }

    public void insert(Tag tag) {
        jdbc.sql("insert into pool.tag (name, parent, description, kept) values (:name, :parent, :description, true)")
                .param("name", tag.name())
                .param("parent", tag.parent().orElse(null))
                .param("description", tag.description())
                .update();
    }

    /** Writes where a tag belongs and what is said of it. */
    public void update(Tag tag) {
        jdbc.sql("update pool.tag set parent = :parent, description = :description, kept = true where name = :name")
                .param("name", tag.name())
                .param("parent", tag.parent().orElse(null))
                .param("description", tag.description())
                .update();
    }

    /** Whether a tag is this one or part of it, however deep. */
    public boolean within(String tag, String whole) {
        return jdbc.sql("""
                        with recursive up (name, parent) as (
                            select name, parent from pool.tag where name = :tag
                            union select t.name, t.parent from pool.tag t join up on t.name = up.parent)
                        select exists (select 1 from up where name = :whole)""")
                .param("tag", tag)
                .param("whole", whole)
                .query(Boolean.class)
                .single();
    }

    /** Removes a tag; its parts become parts of what it was part of. */
    public void delete(Tag tag) {
        jdbc.sql("update pool.tag set parent = :parent where parent = :name")
                .param("parent", tag.parent().orElse(null))
                .param("name", tag.name())
                .update();
        jdbc.sql("delete from pool.tag where name = :name")
                .param("name", tag.name())
                .update();
    }

    /** A thing carries a tag; false when it did already. */
    public boolean attach(Carrier carrier, String id, String tag) {
        boolean done = change(carrier.attach, id, tag);
        raise(carrier, id, done);
        return done;
    }

    /** A thing carries a tag no more; false when it did not. */
    public boolean detach(Carrier carrier, String id, String tag) {
        boolean done = change(carrier.detach, id, tag);
        raise(carrier, id, done);
        return done;
    }

    /** How many tags a thing carries. */
    public int count(Carrier carrier, String id) {
        return jdbc.sql(carrier.count).param("id", id).query(Integer.class).single();
    }

    private boolean change(String statement, String id, String tag) {
        return jdbc.sql(statement).param("id", id).param("tag", tag).update() == 1;
    }

    /** Tags are among what an admin edits of a VM: whoever is about to must look again. */
    private void raise(Carrier carrier, String id, boolean done) {
        if (done && carrier == Carrier.VM) {
            jdbc.sql("update pool.vm set version = version + 1 where id = cast(:id as uuid)")
                    .param("id", id)
                    .update();
        }
    }
}
