package io.oriel.pool.search;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be searched for. The names are oVirt's, in any case, one or many. */
public enum Thing {
    VMS("Vms", "vm", "vms"),
    /** {@link #VMS} that are desktops. */
    DESKTOPS("Desktops", "desktop", "desktops", "vdesktop", "vdesktops"),
    /** {@link #VMS} that are servers. */
    SERVERS("VServers", "vserver", "vservers"),
    HOSTS("Hosts", "host", "hosts"),
    TEMPLATES("Templates", "template", "templates"),
    POOLS("Pools", "pool", "pools"),
    CLUSTERS("Clusters", "cluster", "clusters"),
    DATA_CENTERS("DataCenter", "datacenter", "datacenters"),
    STORAGE("Storage", "storages", "storage"),
    DISKS("Disks", "disk", "disks"),
    NETWORKS("Networks", "network", "networks"),
    /** Network interfaces of hosts. */
    NICS("Nic", "nic", "nics"),
    /** Network cards of VMs. */
    VNICS("Vnic", "vnic", "vnics"),
    USERS("Users", "user", "users"),
    GROUPS("Groups", "group", "groups"),
    SESSIONS("Sessions", "session", "sessions"),
    JOBS("Job", "job", "jobs"),
    EVENTS("Events", "event", "events");

    /** What oVirt can search for and this project has not. */
    private static final Map<String, String> ABSENT = Map.of(
            "volume", "Gluster volumes",
            "quota", "quotas",
            "provider", "providers",
            "instancetype", "instance types",
            "imagetype", "image types",
            "vnicprofile", "vNIC profiles",
            "aduser", "people of a directory who were never here (search for Users)",
            "adgroup", "groups of a directory that were never here (search for Groups)");

    private final String word;
    private final List<String> names;

    Thing(String word, String... names) {
        this.word = word;
        this.names = List.of(names);
    }

    /** As it is written: {@code Vms}. */
    public String word() {
        return word;
    }

    /** As it is written before a dot: {@code hosts}. */
    String crossWord() {
        return names.get(1);
    }

    /** The thing of this name. */
    public static Optional<Thing> named(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(thing -> thing.names.contains(lower))
                .findFirst();
    }

    /** What of oVirt's this would be, for people, if there were any here. */
    static Optional<String> absent(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var one = lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
        return Optional.ofNullable(ABSENT.get(one));
    }

    /** All that can be searched for, in one sentence's words. */
    static String all() {
        return Arrays.stream(values()).map(Thing::word).collect(Collectors.joining(", "));
    }
}
