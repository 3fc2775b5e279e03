package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Pattern;

/** How guests' processors are run. */
public enum Accelerator {
    /** KVM where it works, else TCG. */
    AUTO,
    /** The processor's own virtualization. */
    KVM,
    /** qemu's translation: works everywhere, several times slower. */
    TCG;

    private static final Pattern VIRTUALIZATION_FLAG = Pattern.compile("(?m)^flags\\s*:.*\\b(svm|vmx)\\b");

    /** From the configuration's word: {@code auto}, {@code kvm} or {@code tcg}. */
    public static Accelerator of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** KVM or TCG. A device that opens is not enough: without the flag Linux guests hang in early boot. */
    Accelerator resolved() {
        return switch (this) {
            case AUTO -> opens(Path.of("/dev/kvm")) && flagged(Path.of("/proc/cpuinfo")) ? KVM : TCG;
            case KVM, TCG -> this;
        };
    }

    /** libvirt's domain type. */
    String domainType() {
        return this == KVM ? "kvm" : "qemu";
    }

    private static boolean opens(Path device) {
        try (var _ = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean flagged(Path cpus) {
        try {
            return VIRTUALIZATION_FLAG.matcher(Files.readString(cpus)).find();
        } catch (IOException _) {
            return false;
        }
    }
}
