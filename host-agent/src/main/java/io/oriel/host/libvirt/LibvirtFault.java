package io.oriel.host.libvirt;

import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import java.util.List;
import java.util.Optional;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/**
 * An error of libvirt, and the one place where errors become outcomes: what is wrong and what a person can do, then
 * libvirt's own words.
 *
 * @param number libvirt's kind of error
 * @param message libvirt's words, for people who know it
 */
record LibvirtFault(ErrorNumber number, String message) {
    private static final int LONGEST = 400;

    /** What an outcome says. Without a reason something was tried and failed; with one nothing was changed. */
    private record Saying(Optional<Reason> reason, String sentence) {
        static Saying failed(String sentence) {
            return new Saying(Optional.empty(), sentence);
        }

        static Saying refused(Reason reason, String sentence) {
            return new Saying(Optional.of(reason), sentence);
        }
    }

    private static final Saying FAILED = Saying.failed("the hypervisor failed");
    private static final Saying OUT_OF_MEMORY =
            Saying.failed("the host has not enough free memory; stop or move a VM, or choose another host");
    private static final Saying UNABLE = Saying.failed("this host's hypervisor cannot do that; compare its versions");

    /** Words that say more than the number, which is often only "internal error". */
    private record Words(Saying saying, List<String> parts) {
        Words(Saying saying, String... parts) {
            this(saying, List.of(parts));
        }

        boolean in(String message) {
            return parts.stream().anyMatch(message::contains);
        }
    }

    /** The first that fits. */
    private static final List<Words> WORDS = List.of(
            new Words(
                    Saying.refused(
                            Reason.BUSY,
                            "a disk of the VM is locked: it is in use by another VM or on another host; stop it there"
                                    + " first"),
                    "Failed to get \"write\" lock",
                    "is locked"),
            new Words(OUT_OF_MEMORY, "Cannot allocate memory", "cannot set up guest memory"),
            new Words(
                    Saying.failed("the storage is full; free some space there or choose another storage domain"),
                    "No space left on device"),
            new Words(
                    Saying.failed("the other host cannot be reached: see that its agent runs, and that the hosts may"
                            + " talk to each other on the migration port"),
                    "unable to connect to server"),
            new Words(
                    Saying.failed("both hosts show the same name or machine id; give each its own"),
                    "to the same host"),
            new Words(
                    Saying.failed("the hosts do not accept each other's migration certificates; see that they are valid"
                            + " and name the hosts' addresses, or enrol the host again"),
                    "ertificate"),
            new Words(
                    Saying.failed("an image cannot be read there; see that the storage domain is mounted on the host"),
                    "Cannot access storage file"),
            new Words(
                    Saying.failed("the guest's agent cannot do that: update qemu-guest-agent in the guest, or see what"
                            + " its configuration forbids"),
                    "QEMU agent command"),
            new Words(
                    Saying.failed("the hosts cannot agree on TLS: see that the other host is the one it is said to be,"
                            + " and that the migration certificates of both are valid"),
                    "TLS"));

    private static Saying saying(ErrorNumber number) {
        return switch (number) {
            case VIR_ERR_NO_DOMAIN -> Saying.refused(Reason.NOT_FOUND, "the VM is not on this host (any more)");
            case VIR_ERR_NO_DOMAIN_SNAPSHOT -> Saying.refused(Reason.NOT_FOUND, "the VM has no such snapshot");
            case VIR_ERR_OPERATION_INVALID -> Saying.refused(Reason.BUSY, "the VM is not in a state that allows this");
            case VIR_ERR_RESOURCE_BUSY ->
                Saying.refused(Reason.BUSY, "something that is needed is in use; try again later");
            case VIR_ERR_OPERATION_TIMEOUT ->
                Saying.failed("the hypervisor is busy with another task of this VM; try again when it has ended");
            case VIR_ERR_OPERATION_ABORTED -> Saying.failed("it was called off");
            case VIR_ERR_AGENT_UNRESPONSIVE ->
                Saying.failed("the guest's agent does not answer: see that qemu-guest-agent is installed and runs in"
                        + " the guest");
            case VIR_ERR_AGENT_UNSYNCED ->
                Saying.failed("the guest's agent is confused; try again, or restart it in the guest");
            case VIR_ERR_MIGRATE_UNSAFE ->
                Saying.failed("a disk of the VM does not lie on storage that both hosts share");
            case VIR_ERR_CPU_INCOMPATIBLE ->
                Saying.failed("the other host's processor lacks something the VM has; choose a host with the same or"
                        + " a newer processor");
            case VIR_ERR_DOM_EXIST -> Saying.failed("another VM of this name or id is on the host");
            case VIR_ERR_SNAPSHOT_REVERT_RISKY ->
                Saying.failed("the VM's hardware has changed since the snapshot; shut it down and revert then");
            case VIR_ERR_CONFIG_UNSUPPORTED ->
                Saying.failed("this host's hypervisor cannot run or do that; compare its versions");
            case VIR_ERR_OPERATION_UNSUPPORTED -> Saying.failed("this host's hypervisor cannot do that with this VM");
            case VIR_ERR_ARGUMENT_UNSUPPORTED, VIR_ERR_NO_SUPPORT -> UNABLE;
            case VIR_ERR_GNUTLS_ERROR ->
                Saying.failed("the hosts cannot agree on TLS; see that their certificates are valid");
            case VIR_ERR_AUTH_FAILED -> Saying.failed("the other host does not let this one in; enrol this host again");
            case VIR_ERR_NO_MEMORY -> OUT_OF_MEMORY;
            case VIR_ERR_NO_CONNECT ->
                Saying.failed("libvirt does not answer on this host; see its log; the agent keeps trying");
            case VIR_ERR_RPC ->
                Saying.failed("the connection to libvirt broke; the agent connects again by itself, try again");
            default -> FAILED;
        };
    }

    static LibvirtFault of(LibvirtException e) {
        var error = e.getError();
        return error == null
                ? new LibvirtFault(ErrorNumber.VIR_ERR_UNKNOWN, String.valueOf(e.getMessage()))
                : new LibvirtFault(error.getCode(), String.valueOf(error.getMessage()));
    }

    /** The error of this thread's last call. */
    static LibvirtFault last() {
        var message = LibvirtCalls.LIBRARY.virGetLastErrorMessage();
        return new LibvirtFault(
                number(LibvirtCalls.LIBRARY.virGetLastErrorCode()), message == null ? "no reason given" : message);
    }

    static ErrorNumber number(int code) {
        var known = ErrorNumber.values();
        return code >= 0 && code < known.length ? known[code] : ErrorNumber.VIR_ERR_UNKNOWN;
    }

    Outcome outcome() {
        var saying = WORDS.stream()
                .filter(words -> words.in(message))
                .map(Words::saying)
                .findFirst()
                .orElseGet(() -> saying(number));
        var text = saying.sentence() + " (libvirt: " + plain(message) + ")";
        return saying.reason()
                .<Outcome>map(reason -> new Outcome.Refused(reason, text))
                .orElseGet(() -> new Outcome.Failed(text));
    }

    /** One line of bounded length: a guest's agent may have a part in what libvirt says. */
    private static String plain(String message) {
        var line = message.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
