package io.oriel.host.libvirt;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.oriel.host.api.GuestReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.guard.CommandCheck;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * qemu-guest-agent in the guests. What it says is the guest's claim: cut to size, shown, never trusted. It lists no
 * applications; a guest that hangs is asked on threads of its own and given up after seconds.
 */
final class GuestAgents implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuestAgents.class);
    private static final int ADDRESSES_FROM_AGENT = 1;
    private static final int ANSWER_SECONDS = 5;
    private static final int MOST_USERS = 100;
    private static final int MOST_ADDRESSES = 32;
    private static final int LONGEST_WORD = 120;
    private static final int THREADS = 2;

    private final HypervisorConnection connection;
    private final GuestMemory memory;
    private final Clock clock;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("guest-agents-", 0).factory());

    GuestAgents(HypervisorConnection connection, GuestMemory memory, Clock clock) {
        this.connection = connection;
        this.memory = memory;
        this.clock = clock;
    }

    /** Asks a guest what it tells, if it was not asked lately; {@code changed} is run when that is something new. */
    void ask(VmId vm, Runnable changed) {
        if (!memory.isDue(vm)) {
            return;
        }
        threads.execute(() -> {
            try {
                var told = new GuestMemory.Told(info(vm), addresses(vm));
                if (memory.learn(vm, told)) {
                    changed.run();
                }
            } catch (LibvirtException | HypervisorException e) {
                memory.toldNothing(vm);
                log.atDebug()
                        .addKeyValue("vm", vm)
                        .addKeyValue("reason", e.getMessage())
                        .log("guest agent tells nothing");
            }
        });
    }

    private List<String> addresses(VmId vm) throws LibvirtException {
        var found = connection.callLong(h -> h.with(vm, d -> d.interfaceAddresses(ADDRESSES_FROM_AGENT, 0)));
        return found.stream()
                .flatMap(Collection::stream)
                .filter(i -> i.addrs != null)
                .flatMap(i -> i.addrs.stream())
                .map(a -> a.address)
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .sorted()
                .limit(MOST_ADDRESSES)
                .toList();
    }

    private GuestReport info(VmId vm) throws LibvirtException {
        return connection
                .callLong(h -> h.raw(vm, domain -> Optional.of(describe(read(domain)))))
                .orElse(GuestReport.UNKNOWN);
    }

    private static Map<String, String> read(Pointer domain) {
        patient(domain);
        var parameters = new PointerByReference();
        var count = new IntByReference();
        int types = LibvirtCalls.GUEST_USERS | LibvirtCalls.GUEST_OS | LibvirtCalls.GUEST_HOST_NAME;
        // an agent that cannot tell one of them fails; asked for everything it tells what it can
        if (LibvirtCalls.LIBRARY.virDomainGetGuestInfo(domain, types, parameters, count, 0) < 0
                && LibvirtCalls.LIBRARY.virDomainGetGuestInfo(domain, 0, parameters, count, 0) < 0) {
            throw new HypervisorException(LibvirtFault.last());
        }
        try {
            return TypedValues.read(parameters.getValue(), count.getValue());
        } finally {
            LibvirtCalls.LIBRARY.virTypedParamsFree(parameters.getValue(), count.getValue());
        }
    }

    private static GuestReport describe(Map<String, String> values) {
        int users = Math.min(MOST_USERS, number(values.getOrDefault("user.count", "0")));
        var names = IntStream.range(0, users)
                .mapToObj(i -> word(values.getOrDefault("user." + i + ".name", "")))
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
        return new GuestReport(
                word(values.getOrDefault("hostname", "")),
                word(values.getOrDefault("os.pretty-name", values.getOrDefault("os.name", ""))),
                word(values.getOrDefault("os.kernel-release", "")),
                names,
                List.of());
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static String word(String claim) {
        var line = claim.strip();
        return line.length() <= LONGEST_WORD && CommandCheck.isPlainText(line) ? line : "";
    }

    /** Holds the guest's writes back. */
    Outcome freeze(VmId vm) throws LibvirtException {
        return asked(vm, domain -> LibvirtCalls.LIBRARY.virDomainFSFreeze(domain, null, 0, 0));
    }

    Outcome thaw(VmId vm) throws LibvirtException {
        return asked(vm, domain -> LibvirtCalls.LIBRARY.virDomainFSThaw(domain, null, 0, 0));
    }

    /** The host's time becomes the guest's. */
    Outcome setTime(VmId vm) throws LibvirtException {
        return asked(vm, domain -> {
            var now = clock.instant();
            return LibvirtCalls.LIBRARY.virDomainSetTime(domain, now.getEpochSecond(), now.getNano(), 0);
        });
    }

    /** One thing asked of a guest, in libvirt's C. */
    @FunctionalInterface
    private interface Question {
        int ask(Pointer domain);
    }

    private Outcome asked(VmId vm, Question question) throws LibvirtException {
        return connection.callLong(hypervisor -> {
            hypervisor.must(vm, domain -> {
                patient(domain);
                return question.ask(domain);
            });
            return new Outcome.Done();
        });
    }

    /** An agent that has answered once may hang at the next question; libvirt would wait for ever. */
    private static void patient(Pointer domain) {
        if (LibvirtCalls.LIBRARY.virDomainAgentSetResponseTimeout(domain, ANSWER_SECONDS, 0) < 0) {
            log.atDebug().addKeyValue("reason", LibvirtFault.last().message()).log("libvirt keeps its own patience");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
