package io.oriel.pool.estate;

import io.oriel.host.api.Boot;
import java.util.Optional;

/**
 * How a VM begins.
 *
 * @param cdrom what lies in its CD drive
 * @param cloudInit what its guest is told at its first start
 */
public record Starting(Boot boot, Optional<Iso> cdrom, Optional<CloudInit> cloudInit) {

    /** From its first disk, with nothing in the drive and nothing told. */
    public static final Starting FROM_DISK = new Starting(Boot.FROM_DISK, Optional.empty(), Optional.empty());
}
