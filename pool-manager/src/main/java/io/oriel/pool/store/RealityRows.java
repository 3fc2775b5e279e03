package io.oriel.pool.store;

import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Finding;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.reality.Adoption;
import io.oriel.pool.reality.Claims;
import io.oriel.pool.reality.Claims.Owner;
import io.oriel.pool.reality.Image;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What rows claim, what was found, and what admins decided about it. Safe for use by many threads. */
public final class RealityRows {
    private final JdbcClient jdbc;

    public RealityRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What an admin decided about a finding.
     *
     * @param id of the command that does it, too
     * @param subject the VM or the image
     * @param place the host or the storage domain
     * @param name what an adopted VM is to be called
     */
    public record Order(UUID id, boolean adopt, UUID subject, UUID place, Optional<String> name, JobId job) {}

    /** All that the rows say there is. */
    public Claims claims() {
        var vms = new HashSet<VmId>();
        var images = new HashMap<Image, Owner>();
        jdbc.sql("""
                        select disk, storage, 'vm ' || name as owner, disk_use <> 'missing' and state <> 'image_locked' as made,
                            id as vm from pool.vm
                        union all
                        select d.id, d.storage, coalesce('vm ' || v.name, 'disk ' || d.name), d.made and d.fate is null, null
                            from pool.disk d left join pool.vm v on v.id = d.vm
                        union all
                        select disk, storage, 'template ' || name, state = 'ok', null from pool.template
                        union all
                        select d.id, d.storage, 'template ' || t.name, t.state = 'ok', null
                            from pool.template_disk d join pool.template t on t.id = d.template""").query(row -> {
            var vm = Optional.ofNullable(row.getObject("vm", UUID.class)).map(VmId::new);
            vm.ifPresent(vms::add);
            images.put(
                    new Image(
                            new StorageDomainId(row.getObject("storage", UUID.class)),
                            new DiskId(row.getObject("disk", UUID.class))),
                    new Owner(row.getString("owner"), row.getBoolean("made"), vm));
        });
        return new Claims(vms, images);
    }

    /**
     * Notes what was found.
     *
     * @param places the hosts and storage domains that were seen: what is no longer found there is forgotten
     * @return what no earlier look has found; empty when this is not the leader
     */
    public List<Finding> note(List<Finding> found, Set<UUID> places, LeaseToken token) {
        if (!LeaderLease.leads(jdbc, token)) {
            return List.of();
        }
        var now = new HashMap<Map.Entry<String, UUID>, Set<UUID>>();
        found.forEach(it -> now.computeIfAbsent(Map.entry(word(it.kind()), it.place()), _ -> new HashSet<>())
                .add(it.id()));
        record Noted(String kind, UUID id, UUID place) {}
        var gone = jdbc
                .sql("select kind, id, place from pool.finding")
                .query((row, _) -> new Noted(
                        row.getString("kind"), row.getObject("id", UUID.class), row.getObject("place", UUID.class)))
                .list()
                .stream()
                .filter(it -> places.contains(it.place()))
                .filter(it -> !now.getOrDefault(Map.entry(it.kind(), it.place()), Set.of())
                        .contains(it.id()))
                .toList();
        gone.forEach(it -> jdbc.sql("delete from pool.finding where kind = :kind and id = :id and place = :place")
                .param("kind", it.kind())
                .param("id", it.id())
                .param("place", it.place())
                .update());
        return found.stream()
                .filter(it -> jdbc.sql("""
                                        insert into pool.finding (kind, id, place) values (:kind, :id, :place)
                                        on conflict do nothing""")
                                .param("kind", word(it.kind()))
                                .param("id", it.id())
                                .param("place", it.place())
                                .update()
                        == 1)
                .toList();
    }

    /** Writes down what an admin decided; in the transaction that opens its job. */
    public void insert(Order order) {
        jdbc.sql("""
                        delete from pool.reality_order where subject = :subject
                            and job in (select id from pool.job where ended_at is not null)""").param("subject", order.subject()).update();
        jdbc.sql("""
                        insert into pool.reality_order (id, kind, subject, place, name, job)
                        values (:id, :kind, :subject, :place, :name, :job)""")
                .param("id", order.id())
                .param("kind", order.adopt() ? "adopt" : "quarantine")
                .param("subject", order.subject())
                .param("place", order.place())
                .param("name", order.name().orElse(null))
                .param("job", order.job().value())
                .update();
    }

    /** What is still to be done. */
    public List<Order> orders() {
        return jdbc.sql("""
                        select o.* from pool.reality_order o join pool.job j on j.id = o.job
                        where j.ended_at is null order by o.id""")
                .query((row, _) -> new Order(
                        row.getObject("id", UUID.class),
                        row.getString("kind").equals("adopt"),
                        row.getObject("subject", UUID.class),
                        row.getObject("place", UUID.class),
                        Optional.ofNullable(row.getString("name")),
                        new JobId(row.getObject("job", UUID.class))))
                .list();
    }

    /** Forgets what has been done, or could not be; false when another has. The row is locked until the commit. */
    public boolean close(Order order) {
        return jdbc.sql("delete from pool.reality_order where id = :id")
                        .param("id", order.id())
                        .update()
                == 1;
    }

    /** The row of a VM that is there already: Down, until a report shows what it is. */
    public void adopt(Adoption.Possible adopted, String name, Instant now) {
        var spec = adopted.spec();
        var boot = adopted.disks().getFirst();
        jdbc.sql("""
                        insert into pool.vm (id, name, position, vcpus, memory_mib, stateless, state, state_since, disk, storage,
                            disk_use, wanted, recycle, defined, last_host, failures, setback_until, cluster, disk_source,
                            disk_bytes, hardware, heads, kind)
                        values (:id, :name, 0, :vcpus, :memory, false, 'down', :now, :disk, :storage,
                            'used', false, false, true, :host, 0, 'epoch', :cluster, 'blank', :bytes, :hardware, :heads,
                            'server')""")
                .param("id", spec.id().value())
                .param("name", name)
                .param("vcpus", spec.vcpus())
                .param("memory", spec.memoryMiB())
                .param("now", Rows.at(now))
                .param("disk", boot.id().value())
                .param("storage", boot.storage().value())
                .param("host", adopted.host().id().value())
                .param("cluster", adopted.host().cluster().value())
                .param("bytes", boot.bytes())
                .param("hardware", word(spec.hardware()))
                .param("heads", spec.heads())
                .update();
        for (int i = 0; i < adopted.cards().size(); i++) {
            var card = adopted.cards().get(i);
            jdbc.sql("""
                            insert into pool.nic (id, vm, position, mac, network)
                            values (gen_random_uuid(), :vm, :position, :mac, :network)""")
                    .param("vm", spec.id().value())
                    .param("position", i + 1)
                    .param("mac", card.mac())
                    .param("network", card.network().map(NetworkId::value).orElse(null))
                    .update();
        }
        for (int i = 1; i < adopted.disks().size(); i++) {
            var disk = adopted.disks().get(i);
            jdbc.sql("""
                            insert into pool.disk (id, vm, position, name, storage, bytes, made)
                            values (:id, :vm, :position, :name, :storage, :bytes, true)""")
                    .param("id", disk.id().value())
                    .param("vm", spec.id().value())
                    .param("position", i + 1)
                    .param("name", "disk" + (i + 1))
                    .param("storage", disk.storage().value())
                    .param("bytes", disk.bytes())
                    .update();
        }
    }

    /**
     * The VM's disk is lost: another one is made in its place. False when the VM is at work, or has another disk by now.
     *
     * @param trouble for people
     */
    public boolean lose(VmId vm, DiskId disk, String trouble) {
        return jdbc.sql("""
                        update pool.vm set disk = :fresh, disk_use = 'missing', wanted = false, trouble = :trouble
                        where id = :id and disk = :disk and state = 'down' and command_id is null""")
                        .param("id", vm.value())
                        .param("disk", disk.value())
                        .param("fresh", DiskId.random().value())
                        .param("trouble", trouble)
                        .update()
                == 1;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
