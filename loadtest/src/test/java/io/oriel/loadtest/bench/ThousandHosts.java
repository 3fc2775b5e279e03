package io.oriel.loadtest.bench;

import io.oriel.host.api.HostId;
import io.oriel.host.http.AgentServer;
import io.oriel.host.http.Journal;
import io.oriel.host.local.LocalHost;
import io.oriel.host.sim.Faults;
import io.oriel.host.sim.SimulatedHosts;
import io.oriel.host.sim.SimulatedTime;
import io.oriel.host.sim.SimulatedTimes;
import io.oriel.loadtest.lab.Await;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Simulated hosts in this JVM, each behind the real journal and agent server, and a control plane in a JVM of its own
 * that manages them over mutual TLS and runs ten VMs on each.
 */
final class ThousandHosts implements AutoCloseable {
    private static final int HOSTS = Integer.getInteger("oriel.bench.hosts", 1000);
    private static final int VMS = 10 * HOSTS;

    /** As long as it takes on this machine; what is not up by then is said. */
    private static final Duration PATIENCE = Duration.ofMinutes(Integer.getInteger("oriel.bench.minutes", 6));

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Path files;
    private final BenchCertificates certificates;
    private final Report results;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final SimulatedHosts hosts =
            new SimulatedHosts(SimulatedTime.by(Clock.systemUTC(), scheduler), SimulatedTimes.lifelike());
    private volatile boolean hushed;
    private final List<Journal> journals = new ArrayList<>();
    private final List<AgentServer> servers = new ArrayList<>();
    private final Process control;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    ThousandHosts(Path files, BenchCertificates certificates, Report results) throws IOException {
        this.files = files;
        this.certificates = certificates;
        this.results = results;
        control = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchControlPlane.class.getName(),
                        files.toString(),
                        certificates.directory().toString(),
                        certificates.host().toString())
                .redirectError(files.resolve("control.log").toFile())
                .start();
        orders = new BufferedWriter(new OutputStreamWriter(control.getOutputStream(), StandardCharsets.UTF_8));
        answers = control.inputReader(StandardCharsets.UTF_8);
    }

    /** Tells the control plane something; what it answers. */
    String ask(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        var answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the control plane ended:\n" + Files.readString(files.resolve("control.log")));
        }
        return answer;
    }

    void run() throws Exception {
        var empty = used();
        var threads = ManagementFactory.getThreadMXBean().getThreadCount();
        serve();
        results.add("simulated hosts in one JVM: heap per host with its journal and server", "kB", Double.NaN)
                .plus((used() - empty) / 1024 / HOSTS);
        results.add("simulated hosts in one JVM: platform threads for all", "", Double.NaN)
                .plus(ManagementFactory.getThreadMXBean().getThreadCount() - threads);
        var bare = measure();
        long begun = System.nanoTime();
        ask("hosts " + servers.stream().map(s -> Integer.toString(s.port())).collect(Collectors.joining(",")));
        int up = await("hosts-up", HOSTS);
        say("hosts up: " + up + " of " + HOSTS, begun);
        results.add("control plane: hosts up of " + HOSTS, "", Double.NaN).plus(up);
        window("control plane, " + up + " hosts without VMs: CPU");
        begun = System.nanoTime();
        ask("vms " + VMS);
        int running = await("vms-up", VMS);
        say("VMs up: " + running + " of " + VMS, begun);
        results.add("control plane: VMs up of " + VMS, "", Double.NaN).plus(running);
        results.add("control plane: starting them", "s", Double.NaN).plus((System.nanoTime() - begun) / 1e9);
        window("control plane, " + up + " hosts and " + running + " VMs: CPU");
        hushed = true;
        window("control plane, the same without statistics: CPU");
        hushed = false;
        var heap = results.add("control plane, " + up + " hosts and " + running + " VMs: heap", "MB", Double.NaN);
        for (int round = 0; round < AgentBench.ROUNDS; round++) {
            heap.plus(measure()[0] - bare[0]);
        }
    }

    private static void say(String what, long since) {
        System.out.println(what + " after " + (System.nanoTime() - since) / 1_000_000_000 + " s");
    }

    /** Many hosts in this JVM, as the agent's program puts them together. */
    private void serve() throws IOException {
        var tls = certificates.agent();
        for (int i = 0; i < HOSTS; i++) {
            var state = Files.createDirectories(files.resolve("hosts/" + i));
            var host = hosts.add(new HostId(UUID.randomUUID()), "h" + i, Faults.NONE);
            var journal = Journal.open(hushable(host), state.resolve("journal"));
            journals.add(journal);
            servers.add(new AgentServer(
                    journal, tls, new InetSocketAddress("127.0.0.1", 0), state.resolve("uploads"), _ -> true));
        }
    }

    /** Passes everything on but statistics, which only while they are wanted. */
    private LocalHost hushable(LocalHost host) {
        return stand(LocalHost.class, host, (method, words) -> {
            if (method.getName().equals("listen")) {
                words[0] = stand(
                        LocalHost.Listener.class,
                        (LocalHost.Listener) words[0],
                        (told, what) -> hushed && told.getName().equals("statistics") ? null : what);
            }
            return words;
        });
    }

    /** Stands in for something of this kind: gives each call on with other words, or, without words, not at all. */
    private static <T> T stand(Class<T> kind, T real, BiFunction<Method, Object[], Object @Nullable []> change) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (_, method, words) -> {
            var changed = change.apply(method, words == null ? new Object[0] : words);
            try {
                return changed == null ? null : method.invoke(real, changed);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    /** How many there were when all were there, or when the time was over. */
    private int await(String count, int wanted) {
        var last = new AtomicInteger();
        try {
            Await.until(count, PATIENCE, () -> {
                last.set(count(count));
                return last.get() >= wanted;
            });
        } catch (AssertionError late) {
            System.out.println(late.getMessage());
        }
        return last.get();
    }

    private int count(String what) {
        try {
            return Integer.parseInt(ask(what));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CPU of the control plane's process, in hundredths of a core, window after window. */
    private void window(String name) throws Exception {
        var samples = results.add(name, "% of a core", Double.NaN);
        for (int round = 0; round < AgentBench.ROUNDS; round++) {
            var before = measure()[1];
            long begun = System.nanoTime();
            Await.until(
                    "the window is over", WINDOW.multipliedBy(2), () -> System.nanoTime() - begun >= WINDOW.toNanos());
            samples.plus((measure()[1] - before) / (System.nanoTime() - begun) * 100);
        }
    }

    /** Megabytes of its heap in use after a collection, and nanoseconds of CPU so far, that collection left out. */
    private double[] measure() throws IOException {
        var words = ask("measure").split(" ");
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    private static double used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() throws Exception {
        control.destroy();
        control.waitFor();
        servers.forEach(AgentServer::close);
        journals.forEach(Journal::close);
        hosts.close();
        scheduler.shutdownNow();
    }
}
