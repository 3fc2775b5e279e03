package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Real hosts on this machine, by {@code ./oriel lab}: each has its own network, processes, libvirtd and agent, and a BMC.
 * Hosts are numbered from 1. Used by one test at a time.
 */
public final class Laboratory implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path HOME =
            Path.of(System.getProperty("oriel.home", "..")).toAbsolutePath().normalize();

    /** The shared directory, as every host sees it. */
    public static final String SHARED = "/srv/shared";

    private static final String PORTAL = "https://10.77.0.1:8443";
    private static final Pattern GUEST = Pattern.compile("guest=([0-9a-f-]{36}),");

    private final Path state;
    private final int hosts;
    private final boolean controlPlane;
    private final Optional<LabAgents> agents;
    private Optional<LabEstate> estate = Optional.empty();
    private final Set<Integer> cut = new HashSet<>();
    private final Set<Integer> frozen = new HashSet<>();

    private Laboratory(Path state, int hosts, boolean controlPlane, Optional<LabAgents> agents) {
        this.state = state;
        this.hosts = hosts;
        this.controlPlane = controlPlane;
        this.agents = agents;
    }

    static Laboratory start(int hosts, boolean controlPlane) {
        try {
            // short, because it becomes part of names; open, because the programs have users of their own
            var state = Files.createTempDirectory(Path.of("/var/tmp"), "olab");
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
            var agents = controlPlane ? Optional.<LabAgents>empty() : Optional.of(LabAgents.enrolled(state, hosts));
            var laboratory = new Laboratory(state, hosts, controlPlane, agents);
            laboratory.up();
            return laboratory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts whatever is not running. */
    public void up() {
        var words = new ArrayList<>(List.of(
                "up",
                "--hosts",
                Integer.toString(hosts),
                "--owner",
                Long.toString(ProcessHandle.current().pid())));
        if (!controlPlane) {
            words.add("--hosts-only");
        }
        lab(words.toArray(String[]::new)).orFail();
    }

    /** Heals, thaws and starts what a test has left cut, frozen or off. */
    public void mend() {
        List.copyOf(cut).forEach(this::heal);
        List.copyOf(frozen).forEach(this::thaw);
        if (IntStream.rangeClosed(1, hosts).anyMatch(host -> !isOn(host))) {
            up();
        }
    }

    public int hosts() {
        return hosts;
    }

    /** The agents, of a laboratory without a control plane. */
    public LabAgents agents() {
        return agents.orElseThrow(() -> new IllegalStateException("the control plane speaks to these agents"));
    }

    /** The estate, of a laboratory with a control plane. */
    public LabEstate estate() {
        if (!controlPlane) {
            throw new IllegalStateException("this laboratory has no control plane");
        }
        var open = estate.orElseGet(() -> new LabEstate(this, state.resolve("portal/secrets/db.password")));
        estate = Optional.of(open);
        return open;
    }

    /** The directory {@link #SHARED}, as this machine sees it. */
    public Path shared() {
        return state.resolve("shared");
    }

    /** What a guest wrote on its serial console on this host; empty before it was there. */
    public String serial(int host, Object vm) {
        try {
            return Files.readString(state.resolve("h" + host + "/agent/serial/" + vm + ".log"));
        } catch (IOException notThere) {
            return "";
        }
    }

    // ---------------------------------------------------------------- faults

    /** Cuts a host's power. */
    public void crash(int host) {
        lab("crash", host).orFail();
    }

    public void partition(int host) {
        cut.add(host);
        lab("partition", host).orFail();
    }

    public void heal(int host) {
        lab("heal", host).orFail();
        cut.remove(host);
    }

    /** Stops a host's agent without ending it. */
    public void freeze(int host) {
        frozen.add(host);
        lab("freeze", host).orFail();
    }

    public void thaw(int host) {
        lab("thaw", host).orFail();
        frozen.remove(host);
    }

    /** {@code kill -9} of a host's program, by the name the kernel knows it by, and returns when it is dead. */
    public void kill(int host, String program) {
        var victims = processes(host, program);
        if (victims.isEmpty()) {
            throw new AssertionError("no " + program + " runs on host " + host);
        }
        victims.forEach(ProcessHandle::destroyForcibly);
        Await.until(program + " is dead", PATIENCE, () -> victims.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** {@code kill -9} of the control plane, and returns when it is dead. {@link #up} starts it again. */
    public void killControlPlane() {
        var victim = ProcessHandle.of(recorded("portal")).orElseThrow();
        victim.destroyForcibly();
        Await.until("the control plane is dead", PATIENCE, () -> !victim.isAlive());
    }

    private long recorded(String process) {
        return Long.parseLong(read(state.resolve("made"))
                .lines()
                .filter(line -> line.startsWith("process " + process + " "))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("the lab started no " + process))
                .split(" ")[2]);
    }

    /** A person with a browser, in the control plane's network. */
    public Curl visitor(Path cookies) {
        return new Curl(
                words -> {
                    var all = new ArrayList<>(List.of("ip", "netns", "exec", namespace("net")));
                    all.addAll(List.of(words));
                    return all;
                },
                PORTAL,
                state.resolve("portal/ca.pem"),
                cookies);
    }

    /** The authority of the portal's and the gateways' certificates. */
    public Path ca() {
        return state.resolve("portal/ca.pem");
    }

    /** A door to what is reached in the control plane's network, a gateway say. */
    public Doorway doorway(String address, int port) {
        return Doorway.into(namespace("net"), address, port);
    }

    /** The password of {@code admin@internal}. */
    public String adminPassword() {
        return read(state.resolve("portal/admin.password")).strip();
    }

    /** The VMs that run on a host, by their processes. */
    public List<UUID> guests(int host) {
        return processes(host, "qemu-system-x86").stream()
                .map(process -> read(Path.of("/proc/" + process.pid() + "/cmdline")))
                .flatMap(line -> GUEST.matcher(line).results())
                .map(found -> UUID.fromString(found.group(1)))
                .toList();
    }

    /** A host's processes of this name, as this machine knows them. */
    public List<ProcessHandle> processes(int host, String program) {
        return Command.of("ip", "netns", "pids", namespace("h" + host))
                .run()
                .orFail()
                .lines()
                .map(Long::parseLong)
                .filter(pid -> read(Path.of("/proc/" + pid + "/comm")).strip().equals(program))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    /** The process of a guest on a host. */
    public Optional<ProcessHandle> guest(int host, Object vm) {
        return processes(host, "qemu-system-x86").stream()
                .filter(process ->
                        read(Path.of("/proc/" + process.pid() + "/cmdline")).contains("guest=" + vm + ","))
                .findFirst();
    }

    // ---------------------------------------------------------------- BMC

    /** Asks a host's BMC over the network: {@code power status}, {@code power on} … */
    public String bmc(int host, String... words) {
        var all = new ArrayList<>(List.of(
                "ipmitool",
                "-I",
                "lanplus",
                "-C",
                "3",
                "-H",
                "10.77.0.2" + host,
                "-U",
                "oriel",
                "-f",
                state.resolve("h" + host + "/bmc.password").toString(),
                "chassis"));
        all.addAll(List.of(words));
        return shell(0, all.toArray(String[]::new)).orFail();
    }

    public boolean isOn(int host) {
        return Command.of(HOME + "/loadtest/src/lab/power", state.toString(), Integer.toString(host), "status")
                .run()
                .orFail()
                .strip()
                .equals("1");
    }

    // ---------------------------------------------------------------- inside

    /** Runs a program on a host; 0 is the control plane's network. */
    public Command.Result shell(int host, String... words) {
        var all = new ArrayList<Object>(List.of("shell", host));
        all.addAll(Arrays.asList(words));
        return lab(all.toArray());
    }

    /** Runs {@code ./oriel …} against this laboratory's control plane. */
    public Command.Result oriel(String... words) {
        return shell(0, launcher(words).toArray(String[]::new));
    }

    private Command.Result lab(Object... words) {
        var all = launcher("lab");
        Arrays.stream(words).map(Object::toString).forEach(all::add);
        return Command.of(all).within(Duration.ofMinutes(10)).run();
    }

    private List<String> launcher(String... words) {
        var all = new ArrayList<>(List.of(HOME.resolve("oriel").toString(), "--state", state.toString()));
        all.addAll(List.of(words));
        return all;
    }

    /** The name of one of its network namespaces: {@code net}, or {@code hN}. */
    String namespace(String part) {
        var suffix = "-" + part;
        return read(state.resolve("made"))
                .lines()
                .filter(line -> line.startsWith("namespace ") && line.endsWith(suffix))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the lab made no namespace " + part))
                .substring("namespace ".length());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Keeps the logs under {@code target/lab}. */
    @Override
    public void close() {
        agents.ifPresent(LabAgents::close);
        estate.ifPresent(LabEstate::close);
        keepLogs();
        lab("down").orFail();
    }

    private void keepLogs() {
        var kept = HOME.resolve("loadtest/target/lab-" + (controlPlane ? "full" : "hosts"));
        try {
            Files.createDirectories(kept);
            try (var logs = Files.list(state.resolve("log"))) {
                for (var log : logs.toList()) {
                    Files.copy(log, kept.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
