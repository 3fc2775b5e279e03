package io.oriel.portal.admin.list;

import static io.oriel.portal.admin.list.Column.column;
import static io.oriel.portal.admin.list.Column.named;

import io.oriel.pool.search.Thing;
import io.oriel.portal.admin.list.Column.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A tab of the manager: a kind of thing that is searched for, and what its list shows of each. */
public enum Tab {
    DATA_CENTERS(
            "datacenters",
            "dc",
            Thing.DATA_CENTERS,
            named(),
            column("description", Kind.TEXT, "p1"),
            column("local", Kind.TEXT, "p2")),
    CLUSTERS(
            "clusters",
            "cluster",
            Thing.CLUSTERS,
            named(),
            column("datacenter", Kind.TEXT, "p1"),
            column("cpu_type", Kind.TEXT, "p2"),
            column("policy", Kind.TEXT, ""),
            column("description", Kind.TEXT, "p2")),
    HOSTS(
            "hosts",
            "host",
            Thing.HOSTS,
            named(),
            column("cluster", Kind.TEXT, "p2"),
            column("address", Kind.MONO, "p2"),
            column("active_vms", Kind.NUMBER, "p1 num"),
            column("memory", Kind.MEMORY, "p3 num"),
            column("mem_usage", Kind.LOAD, "p1 w"),
            column("cpu_usage", Kind.LOAD, "w"),
            column("network_usage", Kind.LOAD, "p2 w"),
            column("status", Kind.STATE, "")),
    NETWORKS(
            "networks",
            "network",
            Thing.NETWORKS,
            named(),
            column("data_center", Kind.TEXT, "p1"),
            column("bridge", Kind.MONO, ""),
            column("vlan_id", Kind.NUMBER, "num")),
    STORAGE(
            "storage",
            "storage",
            Thing.STORAGE,
            named(),
            column("datacenter", Kind.TEXT, "p2"),
            column("type", Kind.TEXT, "p1"),
            column("path", Kind.MONO, "p2"),
            column("committed", Kind.GIB, "num"),
            column("status", Kind.STATE, "")),
    VMS(
            "vms",
            "vm",
            Thing.VMS,
            named(),
            column("cluster", Kind.TEXT, "p3"),
            column("host", Kind.TEXT, "p2"),
            column("pool", Kind.TEXT, "p3"),
            column("ip", Kind.MONO, "p2"),
            column("mem_usage", Kind.LOAD, "p1 w"),
            column("cpu_usage", Kind.LOAD, "w"),
            column("network_usage", Kind.LOAD, "p1 w"),
            column("display", Kind.TEXT, "p3"),
            column("uptime", Kind.SPAN, "p3 num"),
            column("status", Kind.STATE, "")),
    POOLS(
            "pools",
            "pool",
            Thing.POOLS,
            named(),
            column("type", Kind.TEXT, "p1"),
            column("cluster", Kind.TEXT, "p2"),
            column("template", Kind.TEXT, "p2"),
            column("size", Kind.NUMBER, "num"),
            column("assigned_vm_count", Kind.NUMBER, "num"),
            column("running_vm_count", Kind.NUMBER, "num"),
            column("description", Kind.TEXT, "p2")),
    TEMPLATES(
            "templates",
            "template",
            Thing.TEMPLATES,
            named(),
            column("version_name", Kind.NUMBER, "num"),
            column("childcount", Kind.NUMBER, "p1 num"),
            column("datacenter", Kind.TEXT, "p2"),
            column("creationdate", Kind.TIME, "p2"),
            column("status", Kind.STATE, "")),
    USERS(
            "users",
            "user",
            Thing.USERS,
            column("user_and_domain", Kind.NAME, ""),
            column("name", Kind.TEXT, "p1"),
            column("lastname", Kind.TEXT, "p1"),
            column("directory", Kind.TEXT, "p2"),
            column("pool", Kind.TEXT, "p2")),
    EVENTS(
            "events",
            "event",
            Thing.EVENTS,
            column("time", Kind.TIME, ""),
            column("severity", Kind.STATE, ""),
            column("message", Kind.PROSE, ""),
            column("user_name", Kind.TEXT, "p2"),
            column("event_vm", Kind.TEXT, "p3"),
            column("event_host", Kind.TEXT, "p3")),
    /** From here on without a place in the bar of tabs: found by searching only. */
    DISKS(
            "disks",
            "storage",
            Thing.DISKS,
            named(),
            column("vm_names", Kind.TEXT, ""),
            column("storage", Kind.TEXT, "p1"),
            column("provisioned_size", Kind.GIB, "num"),
            column("creation_date", Kind.TIME, "p2")),
    NICS(
            "nics",
            "network",
            Thing.NICS,
            named(),
            column("host", Kind.TEXT, ""),
            column("mac", Kind.MONO, "p1"),
            column("speed", Kind.NUMBER, "p2 num"),
            column("network_name", Kind.TEXT, "p2")),
    VNICS(
            "vnics",
            "network",
            Thing.VNICS,
            named(),
            column("vm", Kind.TEXT, ""),
            column("mac", Kind.MONO, "p1"),
            column("network_name", Kind.TEXT, "p1")),
    GROUPS("groups", "user", Thing.GROUPS, named(), column("directory", Kind.TEXT, "")),
    OPEN_SESSIONS(
            "open-sessions",
            "browser",
            Thing.SESSIONS,
            column("user_name", Kind.NAME, ""),
            column("vm", Kind.TEXT, ""),
            column("protocol", Kind.TEXT, "")),
    TASKS(
            "tasks",
            "tasks",
            Thing.JOBS,
            column("description", Kind.NAME, ""),
            column("user_name", Kind.TEXT, "p1"),
            column("start_time", Kind.TIME, "p1"),
            column("status", Kind.STATE, ""));

    private final String path;
    private final String icon;
    private final Thing thing;
    private final List<Column> columns;

    Tab(String path, String icon, Thing thing, Column... columns) {
        this.path = path;
        this.icon = icon;
        this.thing = thing;
        this.columns = List.of(columns);
    }

    /** The tab of this kind of thing; desktops and servers are VMs. */
    static Optional<Tab> of(Thing thing) {
        var shown = thing == Thing.DESKTOPS || thing == Thing.SERVERS ? Thing.VMS : thing;
        return Arrays.stream(values()).filter(tab -> tab.thing == shown).findFirst();
    }

    /** As the address names it. */
    public String path() {
        return path;
    }

    /** Of the sprite. */
    public String icon() {
        return icon;
    }

    List<Column> columns() {
        return columns;
    }

    /** The query that finds all of its things. */
    String everything() {
        return thing.word() + ":";
    }
}
