package io.oriel.host.contract;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.local.Heard;
import io.oriel.host.local.LocalHost;

/** One kind of host, ready: with a storage domain and a template in it. */
interface Driver extends AutoCloseable {

    /** As in the matrix. */
    String name();

    LocalHost host();

    Heard heard();

    StorageRef storage();

    DiskRef template();

    /** Whether its VMs boot something. */
    boolean hasGuests();

    /** Two more hosts of the kind between which VMs move. */
    Pair pair() throws Exception;

    /** A running VM that no installation owns. */
    VmId stranger() throws Exception;

    /** Whether a VNC display on this port lets one in with this password. */
    boolean letsIn(int port, String password) throws Exception;

    @Override
    void close() throws Exception;
}
