package io.oriel.host.sim;

import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.screen.Picture;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One VM that is not there. Its lock guards all of its fields: viewers type while commands change its power. */
final class SimulatedVm {
    private static final int MOST_TYPED = 2000;

    private final VmSpec spec;
    private final int port;
    private final Clock clock;
    private VmPower power = VmPower.OFF;
    private boolean booted;
    private final StringBuilder typed = new StringBuilder();
    private @Nullable String password;
    private Instant passwordEnds = Instant.EPOCH;
    private int passwordsSet;

    /** A VM that is off. Its display's port is its own for life, listening or not. */
    SimulatedVm(VmSpec spec, int port, Clock clock) {
        this.spec = spec;
        this.port = port;
        this.clock = clock;
    }

    VmSpec spec() {
        return spec;
    }

    int port() {
        return port;
    }

    synchronized VmPower power() {
        return power;
    }

    synchronized void run() {
        power = VmPower.RUNNING;
        booted = false;
        typed.setLength(0);
    }

    /** The guest is up, if it still runs; answers whether it does. */
    synchronized boolean boot() {
        booted = power == VmPower.RUNNING;
        return booted;
    }

    synchronized void off() {
        power = VmPower.OFF;
        booted = false;
        password = null;
    }

    /** Opens the display and answers a number that rises with every password. */
    synchronized int open(String newPassword, Instant ends) {
        password = newPassword;
        passwordEnds = ends;
        passwordsSet++;
        return passwordsSet;
    }

    /** Whether a password set later than {@code number} holds the display open. */
    synchronized boolean openedSince(int number) {
        return passwordsSet > number;
    }

    /** The password, while it is valid. */
    synchronized Optional<String> password() {
        return clock.instant().isBefore(passwordEnds) ? Optional.ofNullable(password) : Optional.empty();
    }

    /** A character or {@code '\n'} or {@code '\b'}. */
    synchronized void type(char key) {
        if (key == '\b') {
            typed.setLength(Math.max(0, typed.length() - 1));
        } else {
            typed.append(key);
        }
        if (typed.length() > MOST_TYPED) {
            typed.delete(0, typed.length() - MOST_TYPED);
        }
    }

    synchronized Picture screen() {
        return TestCard.draw(spec.title(), clock.instant(), typed.toString());
    }

    synchronized VmReport report() {
        boolean runs = power != VmPower.OFF;
        return new VmReport(
                spec.id(),
                spec.title(),
                true,
                power,
                booted,
                booted && !spec.nics().isEmpty() ? List.of(address()) : List.of(),
                runs ? List.of(new Console(ConsoleKind.VNC, port, false)) : List.of());
    }

    private String address() {
        int number = port - SimulatedHost.FIRST_PORT;
        return "10.231." + (100 + number / 250) + "." + (1 + number % 250);
    }
}
