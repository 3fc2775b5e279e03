package io.oriel.portal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said of a VM when it is made and later. */
final class VmSettings {
    @Option(names = "--cpus", paramLabel = "N", description = "virtual processors, 1 to 64")
    private @Nullable Integer cpus;

    @Option(names = "--memory", paramLabel = "MIB", description = "memory in MiB")
    private @Nullable Long memory;

    @Option(
            names = "--hardware",
            paramLabel = "KIND",
            description = "linux, linux_old, windows_old, windows or windows_uefi")
    private @Nullable String hardware;

    @Option(names = "--heads", paramLabel = "N", description = "screens, 1 to 4")
    private @Nullable Integer heads;

    @Option(names = "--kind", paramLabel = "KIND", description = "server or desktop")
    private @Nullable String kind;

    @Option(names = "--description", paramLabel = "TEXT", description = "one line for people")
    private @Nullable String description;

    @Option(names = "--boot", paramLabel = "DEVICE", split = ",", description = "disk, cdrom, network, in order")
    private @Nullable List<String> boot;

    @Option(names = "--boot-menu", negatable = true, description = "the firmware waits some seconds for a key")
    private @Nullable Boolean bootMenu;

    @Option(names = "--cdrom", paramLabel = "DOMAIN/FILE", description = "what lies in the CD drive; '' takes it out")
    private @Nullable String cdrom;

    @Option(names = "--user-data", paramLabel = "FILE", description = "cloud-init user data")
    private @Nullable Path userData;

    @Option(names = "--meta-data", paramLabel = "FILE", description = "cloud-init meta data")
    private @Nullable Path metaData;

    @Option(names = "--network-config", paramLabel = "FILE", description = "cloud-init network configuration")
    private @Nullable Path networkConfig;

    @Option(names = "--protected", negatable = true, description = "cannot be deleted")
    private @Nullable Boolean guarded;

    @Option(names = "--auto-start", negatable = true, description = "is started whenever nobody has stopped it")
    private @Nullable Boolean autoStart;

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "highly available: 0 to 100, those with the highest start first; -1 is not")
    private @Nullable Integer priority;

    @Option(
            names = "--lease",
            negatable = true,
            description = "starts elsewhere while its host does not answer, when its disks' locks are free")
    private @Nullable Boolean lease;

    @Option(
            names = "--mobility",
            paramLabel = "WHO",
            description = "who may move it: migratable, user_migratable or pinned")
    private @Nullable String mobility;

    @Option(names = "--host", paramLabel = "HOST", description = "the only host it starts on; '' is any")
    private @Nullable String host;

    @Option(names = "--tag", paramLabel = "TAG", description = "a tag, may be repeated; replaces the others")
    private @Nullable List<String> tags;

    /** As the API wants it. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "vcpus", cpus);
        put(body, "memoryMiB", memory);
        put(body, "hardware", hardware);
        put(body, "heads", heads);
        put(body, "kind", kind);
        put(body, "description", description);
        put(body, "boot", boot);
        put(body, "bootMenu", bootMenu);
        put(body, "cdrom", cdrom);
        put(body, "guarded", guarded);
        put(body, "autoStart", autoStart);
        put(body, "priority", priority);
        put(body, "lease", lease);
        put(body, "mobility", mobility);
        put(body, "host", host);
        put(body, "tags", tags);
        if (userData != null || metaData != null || networkConfig != null) {
            Map<String, Object> told = new LinkedHashMap<>();
            put(told, "userData", text(userData));
            put(told, "metaData", text(metaData));
            put(told, "networkConfig", text(networkConfig));
            body.put("cloudInit", told);
        }
        return body;
    }

    static void put(Map<String, Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }

    /** {@code NAME:SIZE[:DOMAIN]}. */
    static Map<String, Object> disk(String text) {
        var parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw CliException.wrongUse("a disk is NAME:SIZE or NAME:SIZE:DOMAIN, not " + text);
        }
        Map<String, Object> disk = new LinkedHashMap<>();
        disk.put("name", parts[0]);
        disk.put("bytes", Sizes.bytes(parts[1]));
        put(disk, "storage", parts.length == 3 ? parts[2] : null);
        return disk;
    }

    /** {@code [NETWORK][@MAC]}. */
    static Map<String, Object> nic(String text) {
        int at = text.lastIndexOf('@');
        Map<String, Object> nic = new LinkedHashMap<>();
        var network = at < 0 ? text : text.substring(0, at);
        put(nic, "network", network.isEmpty() ? null : network);
        put(nic, "mac", at < 0 ? null : text.substring(at + 1));
        return nic;
    }

    private static @Nullable String text(@Nullable Path file) {
        try {
            return file == null ? null : Files.readString(file);
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read " + file);
        }
    }
}
