package io.oriel.pool.store;

import io.oriel.host.api.VmId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The words that VMs are found by, as a VM's own. A word that nothing has any more is forgotten, unless somebody made it on
 * purpose ({@link TagTreeRows}). Safe for use by many threads.
 */
public final class TagRows {
    private final JdbcClient jdbc;

    public TagRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The tags of every VM that has any. */
    public Map<VmId, SortedSet<String>> all() {
        var tags = new HashMap<VmId, SortedSet<String>>();
        jdbc.sql("select vm, tag from pool.vm_tag")
                .query((row, _) -> tags.computeIfAbsent(new VmId(Rows.uuid(row, "vm")), _ -> new TreeSet<>())
                        .add(Rows.text(row, "tag")))
                .list();
        return tags;
    }

    /** The tags of one VM. */
    public SortedSet<String> of(VmId vm) {
        return new TreeSet<>(jdbc.sql("select tag from pool.vm_tag where vm = :vm")
                .param("vm", vm.value())
                .query(String.class)
                .set());
    }

    /** Gives a VM these tags and no others. */
    public void put(VmId vm, Collection<String> tags) {
        jdbc.sql("delete from pool.vm_tag where vm = :vm")
                .param("vm", vm.value())
                .update();
        for (var tag : tags) {
            jdbc.sql("insert into pool.tag (name) values (:tag) on conflict do nothing")
                    .param("tag", tag)
                    .update();
            jdbc.sql("insert into pool.vm_tag (vm, tag) values (:vm, :tag)")
                    .param("vm", vm.value())
                    .param("tag", tag)
                    .update();
        }
        jdbc.sql("""
                        delete from pool.tag t where not kept and description = ''
                            and not exists (select 1 from pool.vm_tag where tag = t.name)
                            and not exists (select 1 from pool.host_tag where tag = t.name)
                            and not exists (select 1 from pool.template_tag where tag = t.name)
                            and not exists (select 1 from pool.user_tag where tag = t.name)
                            and not exists (select 1 from pool.tag where parent = t.name)""").update();
    }
}
