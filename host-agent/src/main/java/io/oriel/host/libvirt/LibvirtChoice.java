package io.oriel.host.libvirt;

import io.oriel.host.libvirt.HypervisorException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/**
 * Which libvirt this program uses: a user's session; for root the machine's service, else one of our own.
 *
 * @param ownDaemon the libvirtd that is ours to start and to end
 */
record LibvirtChoice(String uri, Optional<PrivateLibvirtd> ownDaemon) {
    static final String SYSTEM = "qemu:///system";
    private static final String SESSION = "qemu:///session";

    /** @throws HypervisorException when displays need certificates and the libvirt there is shows none */
    static LibvirtChoice of(LibvirtSettings settings) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return theirs(settings, SESSION);
        }
        var own = new PrivateLibvirtd(settings);
        return !own.answers() && systemAnswers()
                ? theirs(settings, SYSTEM)
                : new LibvirtChoice(own.uri(), Optional.of(own));
    }

    /** Certificates of displays stand in qemu.conf, which is ours only when libvirtd is. A plain VNC would be open. */
    private static LibvirtChoice theirs(LibvirtSettings settings, String uri) {
        if (settings.tls()) {
            throw new HypervisorException(
                    Code.UNREACHABLE,
                    "displays on " + settings.displayListen() + " need TLS, which " + uri
                            + " is not set up for; let them listen on 127.0.0.1");
        }
        return new LibvirtChoice(uri, Optional.empty());
    }

    private static boolean systemAnswers() {
        var there = Files.exists(Path.of("/run/libvirt/libvirt-sock"))
                || Files.exists(Path.of("/run/libvirt/virtqemud-sock"));
        return there && answers(SYSTEM);
    }

    /** Whether a libvirtd answers there now. */
    static boolean answers(String uri) {
        try {
            new Connect(uri).close();
            return true;
        } catch (LibvirtException _) {
            return false;
        }
    }
}
