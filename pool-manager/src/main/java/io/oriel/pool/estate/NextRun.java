package io.oriel.pool.estate;

import io.oriel.host.api.BootDevice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a VM's configuration only its next start brings about.
 *
 * <p>At each start the row keeps what it was done with, as {@code field=value}; whatever differs from it waits. The CD is
 * kept there too, but is changed while the VM runs.
 */
public final class NextRun {
    /** Begins the field that marks what cloud-init was told. */
    public static final String CLOUD_INIT = "cloudInit=";

    private static final String CDROM = "cdrom=";

    private NextRun() {}

    /** The fields that a VM which runs, or is saved, takes only when it is started anew. Empty when it is off. */
    public static List<String> needsRestart(TendedVm tended) {
        var before = tended.outfit().runsWith();
        var off = tended.vm().host().isEmpty() && !(tended.state() instanceof VmState.Suspended);
        if (off || before.isEmpty()) {
            return List.of();
        }
        return of(tended).stream()
                .filter(field -> !before.contains(field) && !field.startsWith(CDROM))
                .map(field -> field.substring(0, field.indexOf('=')))
                .toList();
    }

    /** The memory a VM has now, which may be more than it gets at its next start; in MiB. */
    public static long memoryNow(TendedVm tended) {
        var prefix = "memoryMiB=";
        return tended.outfit().runsWith().stream()
                .filter(field -> field.startsWith(prefix))
                .map(field -> Long.parseLong(field.substring(prefix.length())))
                .findFirst()
                .filter(_ -> tended.vm().host().isPresent())
                .map(running -> Math.max(running, tended.vm().memoryMiB()))
                .orElse(tended.vm().memoryMiB());
    }

    /** What a VM would be started with now. */
    static List<String> of(TendedVm tended) {
        var vm = tended.vm();
        var build = tended.upkeep().build();
        var starting = tended.outfit().starting();
        var order = starting.boot().order().stream().map(BootDevice::name).collect(Collectors.joining("+"));
        return List.of(
                "name=" + vm.name(),
                "vcpus=" + vm.vcpus(),
                "memoryMiB=" + vm.memoryMiB(),
                "hardware=" + build.hardware().name().toLowerCase(Locale.ROOT),
                "heads=" + build.heads(),
                "boot=" + order.toLowerCase(Locale.ROOT) + (starting.boot().menu() ? "+menu" : ""),
                CLOUD_INIT + starting.cloudInit().map(NextRun::mark).orElse(""),
                CDROM + cd(starting.cdrom()));
    }

    /** Whether another CD, or none, is to lie in the drive of a VM that runs. */
    public static boolean otherCd(TendedVm tended) {
        var outfit = tended.outfit();
        return outfit.once().isEmpty()
                && !outfit.runsWith().isEmpty()
                && !outfit.runsWith().contains(CDROM + cd(outfit.starting().cdrom()));
    }

    /** The CD in the drive is the one that is to be there. */
    static List<String> withCd(TendedVm tended) {
        var outfit = tended.outfit();
        return Stream.concat(
                        outfit.runsWith().stream().filter(field -> !field.startsWith(CDROM)),
                        Stream.of(CDROM + cd(outfit.starting().cdrom())))
                .toList();
    }

    private static String cd(Optional<Iso> iso) {
        return iso.map(it -> it.storage() + "/" + it.name()).orElse("");
    }

    /** Tells one text from another without holding it. */
    private static String mark(CloudInit told) {
        return Integer.toHexString(
                31 * (31 * told.metaData().hashCode() + told.userData().hashCode())
                        + told.network().hashCode());
    }
}
