package io.oriel.host.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.libvirt.jna.ConnectionPointer;

/** libvirt's bulk statistics, which the binding lacks: one call for all running domains. */
interface StatisticsCalls extends Library {
    StatisticsCalls LIBRARY = Native.load("virt", StatisticsCalls.class);

    /** {@code virDomainStatsTypes}: CPU, balloon, interfaces, disks. */
    int WANTED = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5;

    /** {@code virConnectGetAllDomainStatsFlags}: only running ones, and none whose qemu is busy with something else. */
    int RUNNING = 1;

    int WITHOUT_WAITING = 1 << 29;

    int UUID_TEXT = 37;

    /** {@code virTypedParameter}: a name of 80 bytes, a type, and after four bytes of padding the value. */
    int PARAMETER = 96;

    int TYPE_AT = 80;
    int VALUE_AT = 88;

    /** The list belongs to the caller, who gives it back with {@link #virDomainStatsRecordListFree}; −1 is an error. */
    int virConnectGetAllDomainStats(ConnectionPointer connection, int statistics, PointerByReference list, int flags);

    void virDomainStatsRecordListFree(Pointer list);

    /** What went wrong last on this thread. */
    String virGetLastErrorMessage();

    int virDomainGetUUIDString(Pointer domain, byte[] text);

    /** Asks for all running domains. On a thread that may call libvirt. */
    static List<VmUsage> all(Hypervisor hypervisor) {
        var list = new PointerByReference();
        int count = LIBRARY.virConnectGetAllDomainStats(hypervisor.pointer(), WANTED, list, RUNNING | WITHOUT_WAITING);
        if (count < 0) {
            throw new HypervisorException(
                    HypervisorException.Code.LIBVIRT,
                    "libvirt tells no statistics: " + LIBRARY.virGetLastErrorMessage());
        }
        try {
            var usages = new ArrayList<VmUsage>(count);
            for (var record : list.getValue().getPointerArray(0, count)) {
                // virDomainStatsRecord: the domain, its parameters, how many
                var values = values(record.getPointer(Native.POINTER_SIZE), record.getInt(2L * Native.POINTER_SIZE));
                usages.add(usage(id(record.getPointer(0)), values));
            }
            return List.copyOf(usages);
        } finally {
            LIBRARY.virDomainStatsRecordListFree(list.getValue());
        }
    }

    private static VmId id(Pointer domain) {
        var text = new byte[UUID_TEXT];
        LIBRARY.virDomainGetUUIDString(domain, text);
        return new VmId(UUID.fromString(new String(text, 0, UUID_TEXT - 1, StandardCharsets.US_ASCII)));
    }

    /** The whole numbers among the parameters. */
    private static Map<String, Long> values(Pointer parameters, int count) {
        var values = new HashMap<String, Long>();
        for (int i = 0; i < count; i++) {
            long at = (long) i * PARAMETER;
            var name = parameters.getString(at, "US-ASCII");
            switch (parameters.getInt(at + TYPE_AT)) {
                case 1, 2 -> values.put(name, Integer.toUnsignedLong(parameters.getInt(at + VALUE_AT)));
                case 3, 4 -> values.put(name, parameters.getLong(at + VALUE_AT));
                default -> {
                    // decimals, booleans and texts, none of which we read
                }
            }
        }
        return values;
    }

    /** From libvirt's names, which are the same as those of {@code virsh domstats}. Pure. */
    static VmUsage usage(VmId vm, Map<String, Long> values) {
        long available = values.getOrDefault("balloon.available", 0L);
        long unused = values.getOrDefault("balloon.usable", values.getOrDefault("balloon.unused", available));
        return new VmUsage(
                vm,
                values.getOrDefault("cpu.time", 0L),
                values.getOrDefault("balloon.current", 0L) / 1024,
                Math.max(0, available - unused) / 1024,
                values.getOrDefault("balloon.rss", 0L) / 1024,
                sum(values, "net", "rx.bytes"),
                sum(values, "net", "tx.bytes"),
                sum(values, "block", "rd.bytes"),
                sum(values, "block", "wr.bytes"));
    }

    private static long sum(Map<String, Long> values, String group, String counter) {
        long sum = 0;
        for (long i = 0; i < values.getOrDefault(group + ".count", 0L); i++) {
            sum += values.getOrDefault(group + "." + i + "." + counter, 0L);
        }
        return sum;
    }
}
