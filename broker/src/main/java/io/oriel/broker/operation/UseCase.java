package io.oriel.broker.operation;

import static io.oriel.broker.access.ActionGroup.*;
import static io.oriel.broker.access.ObjectKind.*;

import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.ObjectKind;
import java.util.List;
import java.util.Optional;

/**
 * All that can be done here, and what must be allowed for it: the one table. Operations ask {@link Rights} with it, and routes
 * name it by {@link Allowed}; what is not in it cannot be done.
 *
 * <p>Each names the methods of this package that ask with it. Some ask with several, as the making of a VM does: on its
 * cluster, its template, its networks and its storage domain.
 */
public enum UseCase {
    // Before and beside the estate
    OPEN(open()),
    LOG_IN(open(), "Login.login", "Login.directories"),
    OWN_LOGIN(own(), "ApiTokens.grant"),
    OWN_DESKTOPS(own(), "Desktops.of", "Desktops.watch", "Desktops.thumbnail", "Desktops.channels"),
    DESKTOP_TAKE(needs(VM_POOL_BASIC_OPERATIONS, POOL), "Connect.connect", "Connect.take"),
    DESKTOP_CONNECT(needs(CONNECT_TO_VM, VM), "Connect.connect", "Connect.ticket", "Connect.doors"),
    DESKTOP_GIVE_BACK(own(), "GiveBack.giveBack"),

    // VMs
    VM_LIST(sees(VM), "VmAdmin.list"),
    VM_SHOW(sees(VM), "VmAdmin.show"),
    VM_CREATE(needs(CREATE_VM, CLUSTER), "VmAdmin.create"),
    VM_CREATE_OF_TEMPLATE(needs(CREATE_VM, TEMPLATE), "VmAdmin.create"),
    DISK_CREATE(needs(CREATE_DISK, STORAGE_DOMAIN), "VmAdmin.create", "VmDeviceAdmin.addDisk"),
    DISK_CREATE_ANYWHERE(needs(CREATE_DISK, DATA_CENTER), "VmAdmin.create", "VmDeviceAdmin.addDisk"),
    VM_CREATE_AS_ADMIN(needs(EDIT_ADMIN_VM_PROPERTIES, CLUSTER), "VmAdmin.create"),
    VM_EDIT(needs(EDIT_VM_PROPERTIES, VM), "VmAdmin.edit"),
    VM_EDIT_AS_ADMIN(needs(EDIT_ADMIN_VM_PROPERTIES, VM), "VmAdmin.edit"),
    VM_CHANGE_CD(needs(CHANGE_VM_CD, VM), "VmAdmin.edit", "VmAdmin.runOnce"),
    VM_START(needs(RUN_VM, VM), "VmAdmin.act"),
    VM_SHUTDOWN(needs(SHUT_DOWN_VM, VM), "VmAdmin.act"),
    VM_STOP(needs(STOP_VM, VM), "VmAdmin.act"),
    VM_SUSPEND(needs(HIBERNATE_VM, VM), "VmAdmin.act"),
    VM_RESUME(needs(RUN_VM, VM), "VmAdmin.act"),
    VM_PAUSE(needs(HIBERNATE_VM, VM), "VmAdmin.act"),
    VM_REBOOT(needs(REBOOT_VM, VM), "VmAdmin.act"),
    VM_RESET(needs(RESET_VM, VM), "VmAdmin.act"),
    VM_CANCEL_MIGRATION(needs(MIGRATE_VM, VM), "VmAdmin.act"),
    VM_MIGRATE(needs(MIGRATE_VM, VM), "VmAdmin.migrate"),
    VM_RUN_ONCE(needs(RUN_VM, VM), "VmAdmin.runOnce"),
    VM_DELETE(needs(DELETE_VM, VM), "VmAdmin.delete"),
    VM_WHY_NOT(oversees(VM), "WhyNot.ask"),
    DISK_LIST(sees(DISK), "VmDeviceAdmin.unattached"),
    DISK_ADD(needs(CONFIGURE_VM_STORAGE, VM), "VmDeviceAdmin.addDisk", "VmDeviceAdmin.attachDisk"),
    DISK_ATTACH(needs(ATTACH_DISK, DISK), "VmDeviceAdmin.attachDisk"),
    DISK_REMOVE(needs(CONFIGURE_VM_STORAGE, VM), "VmDeviceAdmin.removeDisk"),
    NIC_ADD(needs(CONFIGURE_VM_NETWORK, VM), "VmDeviceAdmin.addNic"),
    NIC_MOVE(needs(CONFIGURE_VM_NETWORK, VM), "VmDeviceAdmin.moveNic"),
    NIC_REMOVE(needs(CONFIGURE_VM_NETWORK, VM), "VmDeviceAdmin.removeNic"),
    NETWORK_USE(
            needs(CONFIGURE_VM_NETWORK, NETWORK), "VmAdmin.create", "VmDeviceAdmin.addNic", "VmDeviceAdmin.moveNic"),
    SNAPSHOT_TAKE(needs(MANIPULATE_VM_SNAPSHOTS, VM), "VmDeviceAdmin.snapshot"),
    SNAPSHOT_REVERT(needs(MANIPULATE_VM_SNAPSHOTS, VM), "VmDeviceAdmin.revert"),
    SNAPSHOT_DELETE(needs(MANIPULATE_VM_SNAPSHOTS, VM), "VmDeviceAdmin.deleteSnapshot"),

    // Pools
    POOL_LIST(oversees(POOL), "PoolAdmin.list"),
    POOL_SHOW(oversees(POOL), "PoolAdmin.show"),
    POOL_DESKTOPS(oversees(POOL), "PoolAdmin.desktops"),
    POOL_CREATE(needs(CREATE_VM_POOL, CLUSTER), "PoolAdmin.create"),
    POOL_EDIT(needs(EDIT_VM_POOL_CONFIGURATION, POOL), "PoolAdmin.edit"),
    POOL_ROLL_OUT(needs(EDIT_VM_POOL_CONFIGURATION, POOL), "PoolAdmin.rollOut"),
    POOL_ROLL_BACK(needs(EDIT_VM_POOL_CONFIGURATION, POOL), "PoolAdmin.rollBack"),
    POOL_RESUME(needs(EDIT_VM_POOL_CONFIGURATION, POOL), "PoolAdmin.resume"),
    POOL_DELETE(needs(DELETE_VM_POOL, POOL), "PoolAdmin.delete"),
    POOL_TAKE_BACK(needs(MANIPULATE_PERMISSIONS, POOL), "PoolAdmin.takeBack"),
    POOL_ENTITLE(needs(MANIPULATE_PERMISSIONS, POOL), "PoolAdmin.entitle", "PoolAdmin.create"),
    POOL_WITHDRAW(needs(MANIPULATE_PERMISSIONS, POOL), "PoolAdmin.withdraw"),

    // What may pass for people and groups
    CHANNELS_LIST(oversees(SYSTEM), "ChannelAdmin.list"),
    POOL_CHANNELS_LIST(oversees(POOL), "ChannelAdmin.list"),
    CHANNELS_EDIT(needs(MANIPULATE_PERMISSIONS, SYSTEM), "ChannelAdmin.refuse"),
    POOL_CHANNELS_EDIT(needs(EDIT_VM_POOL_CONFIGURATION, POOL), "ChannelAdmin.refuse"),

    // Templates
    TEMPLATE_LIST(sees(TEMPLATE), "TemplateAdmin.list"),
    TEMPLATE_SHOW(sees(TEMPLATE), "TemplateAdmin.versions", "TemplateAdmin.show"),
    TEMPLATE_CREATE(
            needs(CREATE_TEMPLATE, DATA_CENTER),
            "TemplateAdmin.importImage",
            "TemplateAdmin.fetch",
            "TemplateAdmin.fromVm",
            "TemplateAdmin.mayImport",
            "TemplateAdmin.upload"),
    TEMPLATE_ADD_VERSION(
            needs(EDIT_TEMPLATE_PROPERTIES, TEMPLATE),
            "TemplateAdmin.importImage",
            "TemplateAdmin.fetch",
            "TemplateAdmin.fromVm"),
    TEMPLATE_OF_VM(needs(EDIT_VM_PROPERTIES, VM), "TemplateAdmin.fromVm"),
    TEMPLATE_DELETE(needs(DELETE_TEMPLATE, TEMPLATE), "TemplateAdmin.delete"),

    // Hosts and what they stand in
    HOST_LIST(sees(HOST), "HostAdmin.list", "EstateView.hosts"),
    HOST_SHOW(sees(HOST), "HostAdmin.show"),
    HOST_ADD(needs(CREATE_HOST, CLUSTER), "HostAdmin.add"),
    HOST_TOKEN(needs(EDIT_HOST_CONFIGURATION, HOST), "HostAdmin.token"),
    HOST_BOOT_KEY(needs(EDIT_HOST_CONFIGURATION, HOST), "HostAdmin.bootKey"),
    HOST_REVOKE_BOOT_KEYS(needs(EDIT_HOST_CONFIGURATION, HOST), "HostAdmin.revokeBootKeys"),
    HOST_APPROVE(needs(EDIT_HOST_CONFIGURATION, HOST), "HostAdmin.approve"),
    HOST_REJECT(needs(EDIT_HOST_CONFIGURATION, HOST), "HostAdmin.reject"),
    HOST_MAINTENANCE(needs(MANIPULATE_HOST, HOST), "HostAdmin.maintenance"),
    HOST_SIMULATE(sees(HOST), "HostAdmin.simulate"),
    HOST_CONFIRM_REBOOTED(needs(MANIPULATE_HOST, HOST), "HostAdmin.confirmRebooted"),
    HOST_DRAIN(sees(HOST), "HostAdmin.drain"),
    HOST_ACTIVATE(needs(MANIPULATE_HOST, HOST), "HostAdmin.activate"),
    HOST_REMOVE(needs(DELETE_HOST, HOST), "HostAdmin.remove"),
    DATA_CENTER_LIST(sees(DATA_CENTER), "DataCenterAdmin.list"),
    DATA_CENTER_SHOW(sees(DATA_CENTER), "DataCenterAdmin.show"),
    DATA_CENTER_ADD(needs(CREATE_DATA_CENTER, SYSTEM), "DataCenterAdmin.add"),
    DATA_CENTER_EDIT(needs(EDIT_DATA_CENTER, DATA_CENTER), "DataCenterAdmin.edit"),
    DATA_CENTER_REMOVE(needs(DELETE_DATA_CENTER, DATA_CENTER), "DataCenterAdmin.remove"),
    CLUSTER_LIST(sees(CLUSTER), "ClusterAdmin.list"),
    CLUSTER_SHOW(sees(CLUSTER), "ClusterAdmin.show"),
    CLUSTER_ADD(needs(CREATE_CLUSTER, DATA_CENTER), "ClusterAdmin.add"),
    CLUSTER_EDIT(needs(EDIT_CLUSTER_CONFIGURATION, CLUSTER), "ClusterAdmin.edit"),
    CLUSTER_REMOVE(needs(DELETE_CLUSTER, CLUSTER), "ClusterAdmin.remove"),
    NETWORK_LIST(sees(NETWORK), "NetworkAdmin.list"),
    NETWORK_SHOW(sees(NETWORK), "NetworkAdmin.show"),
    NETWORK_ADD(needs(CREATE_NETWORK, DATA_CENTER), "NetworkAdmin.add"),
    NETWORK_EDIT(needs(EDIT_NETWORK, NETWORK), "NetworkAdmin.edit"),
    NETWORK_REMOVE(needs(DELETE_NETWORK, NETWORK), "NetworkAdmin.remove"),
    STORAGE_LIST(sees(STORAGE_DOMAIN), "StorageAdmin.list"),
    STORAGE_SHOW(sees(STORAGE_DOMAIN), "StorageAdmin.show"),
    STORAGE_ADD(needs(CREATE_STORAGE_DOMAIN, DATA_CENTER), "StorageAdmin.add"),
    STORAGE_EDIT(needs(EDIT_STORAGE_DOMAIN_CONFIGURATION, STORAGE_DOMAIN), "StorageAdmin.edit"),
    STORAGE_REMOVE(needs(DELETE_STORAGE_DOMAIN, STORAGE_DOMAIN), "StorageAdmin.remove"),
    AFFINITY_LIST(oversees(CLUSTER), "AffinityAdmin.list"),
    AFFINITY_SHOW(oversees(CLUSTER), "AffinityAdmin.show"),
    AFFINITY_ADD(needs(MANIPULATE_AFFINITY_GROUPS, CLUSTER), "AffinityAdmin.add"),
    AFFINITY_EDIT(needs(MANIPULATE_AFFINITY_GROUPS, CLUSTER), "AffinityAdmin.members"),
    AFFINITY_REMOVE(needs(MANIPULATE_AFFINITY_GROUPS, CLUSTER), "AffinityAdmin.remove"),

    // What the installation has once
    GATEWAY_LIST(oversees(SYSTEM), "GatewayAdmin.list", "GatewayAdmin.show", "EstateView.gateways"),
    GATEWAY_ADD(needs(CONFIGURE_ENGINE, SYSTEM), "GatewayAdmin.add"),
    GATEWAY_TOKEN(needs(CONFIGURE_ENGINE, SYSTEM), "GatewayAdmin.token"),
    GATEWAY_DRAIN(needs(CONFIGURE_ENGINE, SYSTEM), "GatewayAdmin.drain", "GatewayAdmin.activate"),
    GATEWAY_REMOVE(needs(CONFIGURE_ENGINE, SYSTEM), "GatewayAdmin.remove"),
    SESSION_LIST(sees(VM), "SessionAdmin.list", "SessionAdmin.show"),
    SESSION_CUT(needs(MANIPULATE_PERMISSIONS, VM), "SessionAdmin.cut"),
    EVENT_LIST(
            seesAny(),
            "EstateView.events",
            "EventAdmin.now",
            "EventAdmin.after",
            "EventAdmin.object",
            "EventAdmin.watch"),
    EVENT_DISMISS(needs(AUDIT_LOG_MANAGEMENT, SYSTEM), "EventAdmin.dismiss"),
    AUDIT_VERIFY(oversees(SYSTEM), "EventAdmin.verify"),
    JOB_LIST(seesAny(), "JobAdmin.open", "JobAdmin.latest", "JobAdmin.of"),
    JOB_SHOW(seesAny(), "JobAdmin.show"),
    REALITY_LIST(oversees(SYSTEM), "RealityAdmin.list"),
    REALITY_ADOPT(needs(IMPORT_EXPORT_VM, SYSTEM), "RealityAdmin.adopt"),
    REALITY_QUARANTINE(needs(MANIPULATE_STORAGE_DOMAIN, SYSTEM), "RealityAdmin.quarantine"),
    REALITY_FORGET(needs(DELETE_VM, VM), "RealityAdmin.forget"),
    USER_LIST(oversees(SYSTEM), "DirectoryAdmin.users", "DirectoryAdmin.groups"),
    USER_EDIT(
            needs(MANIPULATE_USERS, SYSTEM),
            "DirectoryAdmin.addUser",
            "DirectoryAdmin.setPassword",
            "DirectoryAdmin.lock",
            "DirectoryAdmin.unlock",
            "DirectoryAdmin.deleteUser"),
    GROUP_EDIT(
            needs(MANIPULATE_USERS, SYSTEM),
            "DirectoryAdmin.addGroup",
            "DirectoryAdmin.deleteGroup",
            "DirectoryAdmin.addMember",
            "DirectoryAdmin.removeMember"),
    SEARCH(own(), "SearchBar.find", "SearchBar.complete"),
    BOOKMARK_OWN(own(), "Bookmarks.list", "Bookmarks.add", "Bookmarks.edit", "Bookmarks.remove"),
    BOOKMARK_SHARE(needs(BOOKMARK_MANAGEMENT, SYSTEM), "Bookmarks.add", "Bookmarks.edit", "Bookmarks.remove"),
    TAG_LIST(oversees(SYSTEM), "TagAdmin.list"),
    TAG_EDIT(needs(TAG_MANAGEMENT, SYSTEM), "TagAdmin.add", "TagAdmin.edit", "TagAdmin.remove", "TagAdmin.set"),
    ROLE_LIST(own(), "RoleAdmin.list", "RoleAdmin.show"),
    ROLE_EDIT(needs(MANIPULATE_ROLES, SYSTEM), "RoleAdmin.add", "RoleAdmin.edit", "RoleAdmin.remove"),
    PERMISSION_LIST(oversees(SYSTEM), "PermissionAdmin.list"),
    PERMISSION_LIST_ON(seesAny(), "PermissionAdmin.on", "PermissionAdmin.object"),
    PERMISSION_OWN(own(), "PermissionAdmin.own"),
    PERMISSION_EDIT(seesAny(), "PermissionAdmin.grant", "PermissionAdmin.revoke");

    /** What must be allowed. */
    public sealed interface Ask {
        /** Nothing: also who has not logged in. */
        record Open() implements Ask {}

        /** To have logged in: it is about the person's own. */
        record Own() implements Ask {}

        /** To see the object; lists hold what is seen. */
        record Sees(ObjectKind kind) implements Ask {}

        /** To see one of several kinds of objects, which the operation chooses. */
        record SeesAny() implements Ask {}

        /** To see the object as administrators do. */
        record Oversees(ObjectKind kind) implements Ask {}

        /** To hold an action group on the object. */
        record Needs(ActionGroup group, ObjectKind kind) implements Ask {}
    }

    private final Ask ask;
    private final List<String> operations;

    UseCase(Ask ask, String... operations) {
        this.ask = ask;
        this.operations = List.of(operations);
    }

    /** What must be allowed. */
    public Ask ask() {
        return ask;
    }

    /** The methods that ask with it, as {@code VmAdmin.delete}. */
    public List<String> operations() {
        return operations;
    }

    /** The action group, if it needs one. */
    public Optional<ActionGroup> group() {
        return ask instanceof Ask.Needs(var group, var _) ? Optional.of(group) : Optional.empty();
    }

    private static Ask open() {
        return new Ask.Open();
    }

    private static Ask own() {
        return new Ask.Own();
    }

    private static Ask sees(ObjectKind kind) {
        return new Ask.Sees(kind);
    }

    private static Ask seesAny() {
        return new Ask.SeesAny();
    }

    private static Ask oversees(ObjectKind kind) {
        return new Ask.Oversees(kind);
    }

    private static Ask needs(ActionGroup group, ObjectKind kind) {
        return new Ask.Needs(group, kind);
    }
}
