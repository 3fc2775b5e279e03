package io.oriel.host.sim;

import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.GuestReport;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.api.VmUsage;
import io.oriel.host.screen.Picture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One VM that is not there. Its lock guards all of its fields: viewers type while commands change its power. */
final class SimulatedVm {
    private static final int MOST_TYPED = 2000;
    private static final Set<VmPower> OFF = Set.of(VmPower.OFF, VmPower.SAVED, VmPower.CRASHED);

    /** All that moves with a VM, is saved and is kept in a snapshot. */
    record State(VmSpec spec, VmPower power, boolean booted, String typed) {}

    private final int port;
    private final Clock clock;
    private final Map<UUID, State> snapshots = new HashMap<>();
    private final StringBuilder typed = new StringBuilder();
    private VmSpec spec;
    private VmPower power = VmPower.OFF;
    private boolean booted;
    private boolean frozen;
    private boolean loggedIn;
    private boolean ours = true;
    private Instant since;
    /** Rises with each boot and freeze: what was to follow an earlier one does not happen. */
    private int turn;

    private @Nullable String password;
    private Instant passwordEnds = Instant.EPOCH;
    private int passwordsSet;

    /** A VM that is off. Its display's port is its own for life, listening or not. */
    SimulatedVm(VmSpec spec, int port, Clock clock) {
        this.spec = spec;
        this.port = port;
        this.clock = clock;
        this.since = clock.instant();
    }

    synchronized VmSpec spec() {
        return spec;
    }

    /** Plugs or unplugs something. */
    synchronized void change(UnaryOperator<VmSpec> change) {
        spec = change.apply(spec);
    }

    int port() {
        return port;
    }

    synchronized VmPower power() {
        return power;
    }

    /** Whether it has processors and memory now, running or not. */
    synchronized boolean isOn() {
        return !OFF.contains(power);
    }

    synchronized boolean isSaved() {
        return power == VmPower.SAVED;
    }

    /** Switches on and answers the turn in which the guest comes up. */
    synchronized int run(boolean paused) {
        power = paused ? VmPower.PAUSED : VmPower.RUNNING;
        since = clock.instant();
        typed.setLength(0);
        return begin();
    }

    /** The guest begins anew. */
    synchronized int begin() {
        booted = false;
        frozen = false;
        loggedIn = true;
        turn++;
        return turn;
    }

    /** The guest is up, if it has not ended since; answers whether it is news. A paused one comes up all the same. */
    synchronized boolean boot(int ofTurn) {
        if (turn != ofTurn || !isOn() || booted) {
            return false;
        }
        booted = true;
        return true;
    }

    synchronized boolean hasBooted() {
        return booted;
    }

    /** Stops or continues the processors; answers whether that changed anything. */
    synchronized boolean pause(boolean wanted) {
        var next = wanted ? VmPower.PAUSED : VmPower.RUNNING;
        boolean changes = power != next;
        power = next;
        return changes;
    }

    /** Ends in one of the ways of being off. Only a saved VM keeps what its guest was doing. */
    synchronized void off(VmPower how) {
        power = how;
        password = null;
        if (how != VmPower.SAVED) {
            begin();
        }
    }

    /** A saved VM goes on. */
    synchronized void wake() {
        power = VmPower.RUNNING;
        since = clock.instant();
    }

    synchronized boolean isOurs() {
        return ours;
    }

    /** Makes it ours or nobody's; answers whether that is news. */
    synchronized boolean own(boolean now) {
        boolean news = ours != now;
        ours = now;
        return news;
    }

    // --- the guest's agent -----------------------------------------------------------------------------------------

    /** Holds writes back; answers the turn in which they may go on by themselves. */
    synchronized int freeze() {
        frozen = true;
        turn++;
        return turn;
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    synchronized void thaw() {
        frozen = false;
    }

    synchronized void thaw(int ofTurn) {
        if (turn == ofTurn) {
            frozen = false;
        }
    }

    /** Ends the user's session; answers whether there was one. */
    synchronized boolean logOut() {
        boolean news = loggedIn;
        loggedIn = false;
        return news;
    }

    // --- what can be kept ------------------------------------------------------------------------------------------

    synchronized State state() {
        return new State(spec, power, booted, typed.toString());
    }

    /** Is again as it was, and answers the turn in which its guest comes up, if it had not yet. */
    synchronized int become(State state) {
        int next = begin();
        spec = state.spec();
        power = state.power();
        booted = state.booted();
        since = clock.instant();
        typed.setLength(0);
        typed.append(state.typed());
        return next;
    }

    synchronized boolean hasSnapshot(UUID snapshot) {
        return snapshots.containsKey(snapshot);
    }

    synchronized Map<UUID, State> snapshots() {
        return Map.copyOf(snapshots);
    }

    synchronized void keep(Map<UUID, State> those) {
        snapshots.putAll(those);
    }

    synchronized void keep(UUID snapshot) {
        snapshots.putIfAbsent(snapshot, state());
    }

    synchronized Optional<State> kept(UUID snapshot) {
        return Optional.ofNullable(snapshots.get(snapshot));
    }

    synchronized void forget(UUID snapshot) {
        snapshots.remove(snapshot);
    }

    // --- the display -----------------------------------------------------------------------------------------------

    /** Opens the display and answers a number that rises with every password. */
    synchronized int open(String newPassword, Instant ends) {
        password = newPassword;
        passwordEnds = ends;
        passwordsSet++;
        return passwordsSet;
    }

    /** Whether a password set later than {@code number} holds the display open. */
    synchronized boolean openedSince(int number) {
        return passwordsSet > number && password != null;
    }

    /** What a viewer must know; empty while the display is closed. */
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

    // --- what is told of it ----------------------------------------------------------------------------------------

    synchronized VmReport report() {
        boolean answers = booted && isOn();
        return new VmReport(
                spec.id(),
                spec.title(),
                ours,
                power,
                answers,
                answers ? guest() : GuestReport.UNKNOWN,
                "",
                answers ? spec.nics().stream().limit(1).map(_ -> address()).toList() : List.of(),
                isOn() && ours ? List.of(new Console(ConsoleKind.VNC, port, false)) : List.of());
    }

    private GuestReport guest() {
        var name = spec.title().replaceAll("[^A-Za-z0-9._-]", "");
        return new GuestReport(
                name.isEmpty() ? "desktop" : name,
                "Simulated Linux 1",
                "1.0-simulated",
                loggedIn ? List.of("user") : List.of(),
                List.of("test-card-1.0"));
    }

    private String address() {
        int number = port - SimulatedVms.FIRST_PORT;
        return "10.231." + (100 + number / 250) + "." + (1 + number % 250);
    }

    /** A guest that idles in its own way: what one uses depends on its id, and rises with time. */
    synchronized VmUsage usage() {
        long busy = 1 + Math.floorMod(spec.id().value().hashCode(), 50);
        long running = Math.max(0, Duration.between(since, clock.instant()).toMillis());
        return new VmUsage(
                spec.id(),
                running * 10_000 * busy,
                spec.memoryMiB(),
                spec.memoryMiB() * (20 + busy) / 100,
                spec.memoryMiB() * (30 + busy) / 100,
                running * busy * 2,
                running * busy,
                running * busy / 2,
                running * busy / 4);
    }
}
