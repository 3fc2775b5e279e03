package io.oriel.host.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.libvirt.LibvirtException;

/**
 * The sessions of people in a guest, locked and ended by programs of the guest that its agent runs ({@code guest-exec}).
 * Everything said to the agent is constant; what it answers is the guest's claim, of which only numbers and one bounded
 * line are looked at.
 */
final class GuestSessions {
    private static final int ANSWER_SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LONGEST = 200;
    private static final int NO_PROGRAM = 127;

    private static final String LOCK = "command -v loginctl >/dev/null || exit 127; loginctl lock-sessions";
    /** Users with a session on a seat, which is what a display is; those who came by the network stay. */
    private static final String LOG_OUT = "command -v loginctl >/dev/null || exit 127; "
            + "loginctl list-sessions --no-legend | while read -r id uid rest; do "
            + "case $(loginctl show-session \"$id\" -p Seat) in Seat=?*) echo \"$uid\";; esac; done | sort -u | "
            + "while read -r uid; do loginctl terminate-user \"$uid\" || exit 1; done";

    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d{1,12})");
    private static final Pattern EXITED = Pattern.compile("\"exited\"\\s*:\\s*true");
    private static final Pattern CODE = Pattern.compile("\"exitcode\"\\s*:\\s*(-?\\d{1,9})");
    private static final Pattern ERRORS = Pattern.compile("\"err-data\"\\s*:\\s*\"([A-Za-z0-9+/=]{1,4000})");
    private static final Pattern WINDOWS = Pattern.compile("\"id\"\\s*:\\s*\"mswindows\"");

    private final HypervisorConnection connection;

    GuestSessions(HypervisorConnection connection) {
        this.connection = connection;
    }

    /** Locks what is open; on Windows the console's session is disconnected, which leaves the sign-in screen. */
    Outcome lock(VmId vm) throws LibvirtException {
        return run(vm, isWindows(vm) ? program("tsdiscon.exe", "console") : program("/bin/sh", "-c", LOCK));
    }

    /** Ends what is open. */
    Outcome logOut(VmId vm) throws LibvirtException {
        return run(vm, isWindows(vm) ? program("logoff.exe", "console") : program("/bin/sh", "-c", LOG_OUT));
    }

    /** An agent too old to tell its system is taken for one of Linux. */
    private boolean isWindows(VmId vm) throws LibvirtException {
        try {
            return WINDOWS.matcher(ask(vm, "{\"execute\":\"guest-get-osinfo\"}"))
                    .find();
        } catch (HypervisorException _) {
            return false;
        }
    }

    private static String program(String path, String... arguments) {
        var quoted = new StringBuilder();
        for (var argument : arguments) {
            quoted.append(quoted.isEmpty() ? "" : ",").append(quote(argument));
        }
        return "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":" + quote(path) + ",\"arg\":[" + quoted
                + "],\"capture-output\":true}}";
    }

    private static String quote(String constant) {
        return "\"" + constant.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private Outcome run(VmId vm, String program) throws LibvirtException {
        var pid = PID.matcher(ask(vm, program));
        if (!pid.find()) {
            return new Outcome.Failed("the guest's agent answered strangely; update qemu-guest-agent in the guest");
        }
        var status = "{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":" + pid.group(1) + "}}";
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var answer = ask(vm, status);
            if (EXITED.matcher(answer).find()) {
                return ended(answer);
            }
            Waiting.pause(LOOK_EVERY);
        }
        return new Outcome.Failed("the guest did not do it within " + PATIENCE.toSeconds()
                + " seconds; it may still be doing it, look at its screen");
    }

    /** What the end of a program in the guest means. Pure. */
    static Outcome ended(String answer) {
        var code = CODE.matcher(answer);
        int number = code.find() ? Integer.parseInt(code.group(1)) : -1;
        if (number == 0) {
            return new Outcome.Done();
        }
        if (number == NO_PROGRAM) {
            return new Outcome.Failed("the guest has no loginctl: its sessions can be locked and ended only where"
                    + " systemd-logind or elogind keeps them");
        }
        var errors = ERRORS.matcher(answer);
        return new Outcome.Failed("the guest could not do it; its program ended with " + number
                + (errors.find() ? " and said: " + words(errors.group(1)) : ""));
    }

    private static String words(String base64) {
        try {
            var line = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("[\\p{Cntrl}\\s]+", " ");
            return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
        } catch (IllegalArgumentException _) {
            return "nothing that can be read";
        }
    }

    /** @throws HypervisorException with what stands against it, when there is no answer */
    private String ask(VmId vm, String question) throws LibvirtException {
        return connection
                .callLong(hypervisor -> hypervisor.raw(vm, domain -> Optional.of(said(domain, question))))
                .orElseThrow(() ->
                        new HypervisorException(HypervisorException.Code.LIBVIRT, "the VM " + vm + " has just ended"));
    }

    private static String said(Pointer domain, String question) {
        var answer = LibvirtQemuCalls.LIBRARY.virDomainQemuAgentCommand(domain, question, ANSWER_SECONDS, 0);
        if (answer == null) {
            throw refused(LibvirtFault.last());
        }
        try {
            return answer.getString(0, StandardCharsets.UTF_8.name());
        } finally {
            Native.free(Pointer.nativeValue(answer));
        }
    }

    /** What stands against asking. Pure. */
    static HypervisorException refused(LibvirtFault fault) {
        return fault.message().contains("disabled") || fault.message().contains("not been found")
                ? new HypervisorException(
                        HypervisorException.Code.LIBVIRT,
                        "the guest's agent may not run programs: allow guest-exec and guest-exec-status in its"
                                + " configuration (RHEL and Fedora: /etc/sysconfig/qemu-ga; elsewhere:"
                                + " /etc/qemu/qemu-ga.conf) and restart it")
                : new HypervisorException(fault);
    }
}
