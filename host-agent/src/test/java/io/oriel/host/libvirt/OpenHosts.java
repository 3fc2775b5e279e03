package io.oriel.host.libvirt;

import io.oriel.host.api.VmId;
import io.oriel.host.local.LocalHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.UUID;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.ConnectionCloseListener;

/** Hosts on libvirt for tests elsewhere: this machine's qemu, and libvirt's own test driver. */
public final class OpenHosts {
    private static final String TEST_DRIVER = "test:///default";

    private OpenHosts() {}

    /**
     * This machine's libvirt with qemu.
     *
     * @throws HypervisorException when there is none
     */
    public static LocalHost qemu(Path state) {
        return LibvirtHost.open(settings(state));
    }

    /** libvirt's test driver, which keeps domains in this process and runs nothing. */
    public static LocalHost testDriver(Path state) {
        return LibvirtHost.open(
                settings(state),
                Clock.systemUTC(),
                (opened, lost) -> HypervisorConnection.through(TestDriver::new, TEST_DRIVER, opened, lost),
                _ -> Capabilities.of(Accelerator.TCG, "<domainCapabilities/>", false, false));
    }

    /** Has a VM of nobody's run beside those of the host with this state directory. */
    public static VmId strangerOnQemu(Path state) throws LibvirtException {
        return strangerOnQemu(state, "");
    }

    /** The same with these devices. */
    static VmId strangerOnQemu(Path state, String devices) throws LibvirtException {
        var own = state.resolve("libvirt/run/libvirt-sock");
        var uri =
                Files.exists(own) ? "qemu+unix:///system?socket=" + own : root() ? "qemu:///system" : "qemu:///session";
        return stranger(uri, "<domain type='qemu'>", devices);
    }

    /** The same on libvirt's test driver. */
    public static VmId strangerOnTestDriver() throws LibvirtException {
        return stranger(TEST_DRIVER, "<domain type='test'>", "");
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static VmId stranger(String uri, String begin, String devices) throws LibvirtException {
        var vm = new VmId(UUID.randomUUID());
        var connection = new Connect(uri);
        try {
            connection
                    .domainDefineXML(begin + "<name>" + vm + "</name><uuid>" + vm + "</uuid>"
                            + "<memory unit='MiB'>32</memory><vcpu>1</vcpu>"
                            + "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
                            + "<devices>" + devices + "</devices></domain>")
                    .create();
        } finally {
            connection.close();
        }
        return vm;
    }

    private static LibvirtSettings settings(Path state) {
        return new LibvirtSettings(
                UUID.randomUUID(), state, Accelerator.AUTO, "127.0.0.1", state.resolve("display.pem"));
    }

    /** Whether this password opens the VNC display on this port of loopback; nobody there lets nobody in. */
    public static boolean vncOpens(int port, String password) throws GeneralSecurityException {
        try {
            return VncKnock.opens(port, password);
        } catch (IOException _) {
            return false;
        }
    }

    /** Takes our domains as its own kind, and has no connection that could close. */
    private static final class TestDriver extends Hypervisor {
        TestDriver(String uri) throws LibvirtException {
            super(uri);
        }

        @Override
        public Domain domainDefineXML(String xml) throws LibvirtException {
            return super.domainDefineXML(xml.replaceFirst("<domain type=\"qemu\"", "<domain type=\"test\""));
        }

        @Override
        public void registerCloseListener(ConnectionCloseListener listener) {
            // it is in this process
        }

        @Override
        public void unregisterCloseListener() {
            // none was registered
        }
    }
}
