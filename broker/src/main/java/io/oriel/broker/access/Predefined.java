package io.oriel.broker.access;

import static io.oriel.broker.access.ActionGroup.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The roles that come with the program: oVirt's, as far as their action groups mean something here. */
public enum Predefined {
    SUPER_USER(
            "SuperUser",
            "Everything but other people's screens",
            true,
            EnumSet.complementOf(EnumSet.of(RECONNECT_TO_VM))),
    READ_ONLY_ADMIN("ReadOnlyAdmin", "Sees everything, changes nothing", true, Set.of()),
    USER_ROLE("UserRole", "Takes desktops and uses VMs", false, use()),
    USER_VM_RUN_TIME_MANAGER("UserVmRunTimeManager", "Uses VMs and keeps snapshots of them", false, runTime()),
    USER_VM_MANAGER("UserVmManager", "Everything with a VM of one's own", false, own()),
    POWER_USER_ROLE(
            "PowerUserRole",
            "Makes VMs and templates of one's own",
            false,
            plus(Set.of(CREATE_VM, CREATE_TEMPLATE, CREATE_DISK))),
    USER_INSTANCE_MANAGER(
            "UserInstanceManager", "Everything with a VM of one's own, but its hardware", false, instance()),
    INSTANCE_CREATOR("InstanceCreator", "Makes VMs of templates", false, Set.of(CREATE_VM)),
    VM_CREATOR("VmCreator", "Makes VMs; with DiskCreator also their disks", false, Set.of(CREATE_VM)),
    TEMPLATE_CREATOR("TemplateCreator", "Makes templates of VMs of one's own", false, Set.of(CREATE_TEMPLATE)),
    TEMPLATE_OWNER(
            "TemplateOwner",
            "Everything with a template of one's own",
            false,
            Set.of(CREATE_VM, EDIT_TEMPLATE_PROPERTIES, DELETE_TEMPLATE, MANIPULATE_PERMISSIONS)),
    USER_TEMPLATE_BASED_VM("UserTemplateBasedVm", "Makes VMs of a template", false, Set.of(CREATE_VM)),
    DISK_CREATOR("DiskCreator", "Makes disks", false, Set.of(CREATE_DISK)),
    DISK_OPERATOR("DiskOperator", "Everything with a disk of one's own", false, Set.of(ATTACH_DISK, DELETE_DISK)),
    VNIC_PROFILE_USER("VnicProfileUser", "Puts network cards into a network", false, Set.of(CONFIGURE_VM_NETWORK)),
    CLUSTER_ADMIN("ClusterAdmin", "A cluster with its hosts, VMs and pools", true, inCluster()),
    DATA_CENTER_ADMIN("DataCenterAdmin", "A data center with all that is in it", true, inDataCenter()),
    STORAGE_ADMIN(
            "StorageAdmin",
            "Storage domains and disks",
            true,
            Set.of(
                    CREATE_STORAGE_DOMAIN,
                    EDIT_STORAGE_DOMAIN_CONFIGURATION,
                    DELETE_STORAGE_DOMAIN,
                    MANIPULATE_STORAGE_DOMAIN,
                    CREATE_DISK,
                    ATTACH_DISK,
                    DELETE_DISK)),
    HOST_ADMIN(
            "HostAdmin",
            "Hosts",
            true,
            Set.of(CREATE_HOST, EDIT_HOST_CONFIGURATION, DELETE_HOST, MANIPULATE_HOST, MANIPULATE_PERMISSIONS)),
    NETWORK_ADMIN(
            "NetworkAdmin",
            "Networks",
            true,
            Set.of(CREATE_NETWORK, EDIT_NETWORK, DELETE_NETWORK, CONFIGURE_VM_NETWORK)),
    VM_POOL_ADMIN(
            "VmPoolAdmin",
            "Pools",
            true,
            Set.of(
                    CREATE_VM_POOL,
                    EDIT_VM_POOL_CONFIGURATION,
                    DELETE_VM_POOL,
                    VM_POOL_BASIC_OPERATIONS,
                    RUN_VM,
                    STOP_VM,
                    SHUT_DOWN_VM,
                    REBOOT_VM,
                    RESET_VM,
                    CONNECT_TO_VM,
                    MANIPULATE_PERMISSIONS,
                    HIBERNATE_VM,
                    CHANGE_VM_CD)),
    TEMPLATE_ADMIN(
            "TemplateAdmin",
            "Templates",
            true,
            Set.of(CREATE_TEMPLATE, EDIT_TEMPLATE_PROPERTIES, DELETE_TEMPLATE, CREATE_VM, MANIPULATE_PERMISSIONS)),
    TAG_MANAGER("TagManager", "Tags", true, Set.of(TAG_MANAGEMENT)),
    BOOKMARK_MANAGER("BookmarkManager", "Bookmarks of everybody", true, Set.of(BOOKMARK_MANAGEMENT));

    private final Role role;

    Predefined(String name, String description, boolean administrative, Set<ActionGroup> groups) {
        // The migration of the entitlements names the id of UserRole.
        var id = UUID.fromString("def00000-0000-0000-0000-%012x".formatted(ordinal() + 1));
        this.role = new Role(id, name, description, administrative, groups, true);
    }

    public Role role() {
        return role;
    }

    /** All of them. */
    static List<Role> roles() {
        return Arrays.stream(values()).map(Predefined::role).toList();
    }

    private static Set<ActionGroup> use() {
        return Set.of(
                RUN_VM,
                STOP_VM,
                SHUT_DOWN_VM,
                REBOOT_VM,
                RESET_VM,
                HIBERNATE_VM,
                CHANGE_VM_CD,
                CONNECT_TO_VM,
                VM_POOL_BASIC_OPERATIONS);
    }

    private static Set<ActionGroup> with(Set<ActionGroup> less, Set<ActionGroup> more) {
        var all = new HashSet<>(less);
        all.addAll(more);
        return all;
    }

    private static Set<ActionGroup> runTime() {
        return with(use(), Set.of(MANIPULATE_VM_SNAPSHOTS));
    }

    private static Set<ActionGroup> instance() {
        return with(runTime(), Set.of(EDIT_VM_PROPERTIES, DELETE_VM, MANIPULATE_PERMISSIONS));
    }

    private static Set<ActionGroup> own() {
        return with(instance(), Set.of(CONFIGURE_VM_NETWORK, CONFIGURE_VM_STORAGE, ATTACH_DISK, DELETE_DISK));
    }

    private static Set<ActionGroup> plus(Set<ActionGroup> making) {
        return with(use(), making);
    }

    private static Set<ActionGroup> inCluster() {
        return with(
                with(own(), Set.of(EDIT_ADMIN_VM_PROPERTIES, MIGRATE_VM, CREATE_VM)),
                Set.of(
                        CREATE_HOST,
                        EDIT_HOST_CONFIGURATION,
                        DELETE_HOST,
                        MANIPULATE_HOST,
                        EDIT_CLUSTER_CONFIGURATION,
                        DELETE_CLUSTER,
                        MANIPULATE_AFFINITY_GROUPS,
                        CREATE_VM_POOL,
                        EDIT_VM_POOL_CONFIGURATION,
                        DELETE_VM_POOL));
    }

    private static Set<ActionGroup> inDataCenter() {
        return with(
                inCluster(),
                Set.of(
                        EDIT_DATA_CENTER,
                        DELETE_DATA_CENTER,
                        CREATE_CLUSTER,
                        CREATE_STORAGE_DOMAIN,
                        EDIT_STORAGE_DOMAIN_CONFIGURATION,
                        DELETE_STORAGE_DOMAIN,
                        CREATE_DISK,
                        CREATE_NETWORK,
                        EDIT_NETWORK,
                        DELETE_NETWORK,
                        CREATE_TEMPLATE,
                        EDIT_TEMPLATE_PROPERTIES,
                        DELETE_TEMPLATE));
    }
}
