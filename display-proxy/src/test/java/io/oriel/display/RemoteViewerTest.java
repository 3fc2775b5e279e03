package io.oriel.display;

import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.rig.GuestAgent;
import io.oriel.display.rig.Qemu;
import io.oriel.display.rig.RemoteViewer;
import io.oriel.display.rig.Required;
import io.oriel.display.rig.TestGateway;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The viewer people have shows a real qemu's picture through the gateway, and what is typed changes it. */
class RemoteViewerTest {
    @TempDir
    Path directory;

    private TestGateway gateway;
    private GuestAgent agent;
    private Qemu qemu;

    @BeforeAll
    static void programs() {
        Required.program("qemu", Qemu.PROGRAM);
        Required.program("viewer", RemoteViewer.PROGRAM);
        Required.program("viewer", RemoteViewer.SCREEN);
        Required.program("viewer", RemoteViewer.CAMERA);
        Required.program("viewer", RemoteViewer.HANDS);
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(directory);
        agent = new GuestAgent();
        qemu = Qemu.living(agent, directory);
    }

    @AfterEach
    void stop() throws Exception {
        qemu.close();
        agent.close();
        gateway.close();
    }

    @Test
    void natively() throws Exception {
        shows(Map.of("host", "localhost", "tls-port", String.valueOf(gateway.port())));
    }

    @Test
    void behindConnectToTheGatewayItself() throws Exception {
        shows(Map.of("host", "localhost", "tls-port", "8444", "proxy", "http://127.0.0.1:" + gateway.port()));
    }

    private void shows(Map<String, String> where) throws Exception {
        var keys = new TreeMap<>(where);
        keys.put(
                "password",
                gateway.ticket(() -> qemu.open(DisplayProtocol.SPICE)).value());
        try (var viewer = new RemoteViewer(directory, gateway.certificates().ca(), keys)) {
            viewer.await(Qemu.BEFORE_A_KEY);
            viewer.key("a");
            viewer.await(Qemu.AFTER_A_KEY);
        }
    }
}
