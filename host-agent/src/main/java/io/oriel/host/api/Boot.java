package io.oriel.host.api;

import java.util.List;

/**
 * How a VM begins. Run-once options are another value of this for one start.
 *
 * @param order tried one after another; not empty, each at most once
 * @param menu whether the firmware waits some seconds for a key
 * @param paused whether the processors stand still until a {@link EstateCommand.ResumeVm}
 */
public record Boot(List<BootDevice> order, boolean menu, boolean paused) {
    /** From the first disk, at once. */
    public static final Boot FROM_DISK = new Boot(List.of(BootDevice.DISK), false, false);

    public Boot {
        order = List.copyOf(order);
    }
}
