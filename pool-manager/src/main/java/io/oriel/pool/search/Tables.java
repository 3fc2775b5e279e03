package io.oriel.pool.search;

/** The table of each thing. */
final class Tables {
    private Tables() {}

    static Table<?> of(Thing thing) {
        return switch (thing) {
            case VMS -> VmTable.TABLE;
            case DESKTOPS -> VmTable.DESKTOPS;
            case SERVERS -> VmTable.SERVERS;
            case HOSTS -> HostTable.TABLE;
            case TEMPLATES -> TemplateTable.TABLE;
            case POOLS -> PoolTable.TABLE;
            case CLUSTERS -> ClusterTable.TABLE;
            case DATA_CENTERS -> DataCenterTable.TABLE;
            case STORAGE -> StorageTable.TABLE;
            case DISKS -> DiskTable.TABLE;
            case NETWORKS -> NetworkTable.TABLE;
            case NICS -> NicTable.TABLE;
            case VNICS -> VnicTable.TABLE;
            case USERS -> UserTable.TABLE;
            case GROUPS -> GroupTable.TABLE;
            case SESSIONS -> SessionTable.TABLE;
            case JOBS -> JobTable.TABLE;
            case EVENTS -> EventTable.TABLE;
        };
    }
}
