package io.oriel.broker.access;

import static io.oriel.broker.access.ObjectKind.CLUSTER;
import static io.oriel.broker.access.ObjectKind.DATA_CENTER;
import static io.oriel.broker.access.ObjectKind.DISK;
import static io.oriel.broker.access.ObjectKind.HOST;
import static io.oriel.broker.access.ObjectKind.NETWORK;
import static io.oriel.broker.access.ObjectKind.POOL;
import static io.oriel.broker.access.ObjectKind.STORAGE_DOMAIN;
import static io.oriel.broker.access.ObjectKind.SYSTEM;
import static io.oriel.broker.access.ObjectKind.TEMPLATE;
import static io.oriel.broker.access.ObjectKind.VM;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What can be allowed: a few things that are done together, under oVirt's name where it has one. Each names the kinds of
 * objects it is asked on; a role that holds it lets its person see those.
 */
public enum ActionGroup {
    CREATE_VM(false, CLUSTER, TEMPLATE),
    DELETE_VM(false, VM),
    EDIT_VM_PROPERTIES(false, VM),
    /** Where a VM may run, and whether it is guarded and starts by itself. */
    EDIT_ADMIN_VM_PROPERTIES(true, VM, CLUSTER),
    RUN_VM(false, VM),
    STOP_VM(false, VM),
    SHUT_DOWN_VM(false, VM),
    REBOOT_VM(false, VM),
    RESET_VM(false, VM),
    HIBERNATE_VM(false, VM),
    CHANGE_VM_CD(false, VM),
    MIGRATE_VM(true, VM),
    CONNECT_TO_VM(false, VM),
    /** To come to the screen of a VM that somebody else holds. */
    RECONNECT_TO_VM(true, VM),
    IMPORT_EXPORT_VM(true, SYSTEM),
    CONFIGURE_VM_NETWORK(false, VM, NETWORK),
    CONFIGURE_VM_STORAGE(false, VM),
    MANIPULATE_VM_SNAPSHOTS(false, VM),
    CREATE_HOST(true, CLUSTER),
    EDIT_HOST_CONFIGURATION(true, HOST),
    DELETE_HOST(true, HOST),
    /** Maintenance and activation. */
    MANIPULATE_HOST(true, HOST),
    CREATE_TEMPLATE(false, DATA_CENTER),
    EDIT_TEMPLATE_PROPERTIES(false, TEMPLATE),
    DELETE_TEMPLATE(false, TEMPLATE),
    CREATE_VM_POOL(true, CLUSTER),
    EDIT_VM_POOL_CONFIGURATION(true, POOL),
    DELETE_VM_POOL(true, POOL),
    /** To take a desktop. */
    VM_POOL_BASIC_OPERATIONS(false, POOL),
    CREATE_CLUSTER(true, DATA_CENTER),
    EDIT_CLUSTER_CONFIGURATION(true, CLUSTER),
    DELETE_CLUSTER(true, CLUSTER),
    MANIPULATE_AFFINITY_GROUPS(true, CLUSTER),
    /** oVirt says {@code CREATE_STORAGE_POOL}, as for the next two. */
    CREATE_DATA_CENTER(true, SYSTEM),
    EDIT_DATA_CENTER(true, DATA_CENTER),
    DELETE_DATA_CENTER(true, DATA_CENTER),
    CREATE_STORAGE_DOMAIN(true, DATA_CENTER),
    EDIT_STORAGE_DOMAIN_CONFIGURATION(true, STORAGE_DOMAIN),
    DELETE_STORAGE_DOMAIN(true, STORAGE_DOMAIN),
    /** What lies in it and in no row. */
    MANIPULATE_STORAGE_DOMAIN(true, SYSTEM),
    CREATE_DISK(false, STORAGE_DOMAIN, DATA_CENTER),
    ATTACH_DISK(false, DISK),
    DELETE_DISK(false, DISK),
    /** oVirt says {@code CREATE_STORAGE_POOL_NETWORK}, as for the next two. */
    CREATE_NETWORK(true, DATA_CENTER),
    EDIT_NETWORK(true, NETWORK),
    DELETE_NETWORK(true, NETWORK),
    MANIPULATE_USERS(true, SYSTEM),
    MANIPULATE_ROLES(true, SYSTEM),
    MANIPULATE_PERMISSIONS(
            false, SYSTEM, DATA_CENTER, CLUSTER, HOST, VM, POOL, TEMPLATE, STORAGE_DOMAIN, DISK, NETWORK),
    TAG_MANAGEMENT(true, SYSTEM),
    BOOKMARK_MANAGEMENT(true, SYSTEM),
    AUDIT_LOG_MANAGEMENT(true, SYSTEM),
    /** Gateways and what else the whole installation has once. */
    CONFIGURE_ENGINE(true, SYSTEM);

    private final boolean administrative;
    private final Set<ObjectKind> about;

    ActionGroup(boolean administrative, ObjectKind... about) {
        this.administrative = administrative;
        this.about = EnumSet.copyOf(List.of(about));
    }

    /** Whether only administrative roles can hold it. */
    public boolean administrative() {
        return administrative;
    }

    /** Whether it is asked on objects of this kind. */
    public boolean isAbout(ObjectKind kind) {
        return about.contains(kind);
    }
}
