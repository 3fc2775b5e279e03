package io.oriel.loadtest.rig;

import io.oriel.display.rig.FakeSpiceConsole;
import io.oriel.display.rig.FakeVncConsole;

/** Consoles of many desktops in a process of its own; says their two ports and lives until its input ends. */
public final class ConsolesMain {
    private ConsolesMain() {}

    public static void main(String[] args) throws Exception {
        try (var spice = new FakeSpiceConsole(FakeSpiceConsole.Manner.TRUST);
                var vnc = new FakeVncConsole()) {
            System.out.println(spice.port() + " " + vnc.port());
            while (System.in.read() >= 0) {
                // until it ends
            }
        }
        System.exit(0);
    }
}
