package io.oriel.loadtest.lab;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A person who takes a desktop from a pool and gives it back, again and again, whatever happens to the control plane.
 * Remembers what the portal has acknowledged. Runs on one thread; what it knows may be read when that has ended.
 */
public final class Visitor implements Runnable {
    private final String name;
    private final String password;
    private final Curl curl;
    private final SplittableRandom random;
    private volatile boolean leaving;
    private boolean loggedIn;

    private volatile Holding holding = new Holding.Nothing();
    private volatile int taken;

    /** What this person has, as the portal has said it. */
    public sealed interface Holding {
        /** It said: nothing. */
        record Nothing() implements Holding {}

        /** It said: this desktop. */
        record Desktop(String vm) implements Holding {}

        /** It was asked to change that, and has not answered. */
        record Unsaid() implements Holding {}
    }

    public Visitor(Laboratory laboratory, String name, String password, Path cookies, long seed) {
        this.name = name;
        this.password = password;
        this.curl = laboratory.visitor(cookies);
        this.random = new SplittableRandom(seed);
    }

    public String name() {
        return name;
    }

    /** What it has, as far as it knows. */
    public Holding holding() {
        return holding;
    }

    /** How often it was given a desktop. */
    public int taken() {
        return taken;
    }

    /** Gives back what it has, and ends. */
    public void leave() {
        leaving = true;
    }

    @Override
    public void run() {
        while (!(leaving && holding instanceof Holding.Nothing)) {
            LockSupport.parkNanos(random.nextLong(200_000_000L, 3_000_000_000L));
            try {
                step();
            } catch (AssertionError unanswered) {
                // the portal is away; what was asked is not known to be done
                loggedIn = false;
            }
        }
    }

    private void step() {
        if (!loggedIn) {
            curl.logIn(name, password);
            loggedIn = true;
        }
        var before = shown();
        if (before instanceof Holding.Desktop(var vm)) {
            holding = new Holding.Unsaid();
            curl.post("/desktops/" + vm + "/give-back").orFail();
        } else if (!leaving) {
            var pool = curl.pool();
            if (pool.isEmpty()) {
                return;
            }
            holding = new Holding.Unsaid();
            curl.post("/desktops/connect", "pool=" + pool.get()).orFail();
        }
        var after = shown();
        taken += before instanceof Holding.Nothing && after instanceof Holding.Desktop ? 1 : 0;
        holding = after;
    }

    /** What the portal says. A desktop that was acknowledged and is not shown any more is lost, and that is a failure. */
    private Holding shown() {
        var page = curl.get("/desktops");
        if (!page.contains("/logout")) {
            throw new AssertionError("not logged in any more");
        }
        var seen = Curl.desktopOn(page);
        if (holding instanceof Holding.Desktop(var vm) && !seen.equals(Optional.of(vm))) {
            throw new IllegalStateException(name + " held " + vm + " and is shown " + seen);
        }
        return seen.<Holding>map(Holding.Desktop::new).orElseGet(Holding.Nothing::new);
    }
}
