package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real thing: {@code ./oriel up --demo} in the server's namespace, as a newcomer would start it. */
public final class Appliance implements AutoCloseable {
    private static final Pattern PERSON = Pattern.compile("(alice|bob)\\s+([a-z0-9]{12})$");

    private final Namespaces network;
    private final Path home;
    private final Path state;
    private final List<String> options;
    private final Map<String, String> passwords = new HashMap<>();
    private Optional<Process> launcher = Optional.empty();
    private String said = "";

    public Appliance(Namespaces network, Path state, String... options) {
        this.network = network;
        this.home =
                Path.of(System.getProperty("oriel.home", "..")).toAbsolutePath().normalize();
        this.state = state.toAbsolutePath();
        this.options = List.of(options);
    }

    /** Starts it and waits until it says that it is up. */
    public void up() {
        try {
            Files.createDirectories(state);
            fetchTheTemplate();
            var screen = state.resolve("up-" + System.nanoTime() + ".txt");
            var words = new ArrayList<>(List.of(
                    "up",
                    "--demo",
                    "--listen",
                    Namespaces.SERVER_ADDRESS,
                    "--public-name",
                    Namespaces.NAME,
                    "--state",
                    state.toString()));
            words.addAll(options);
            words.addFirst(home.resolve("oriel").toString());
            var process =
                    Command.of(network.onServer(words.toArray(String[]::new))).start(screen);
            launcher = Optional.of(process);
            Await.until("the appliance is up", Duration.ofMinutes(10), () -> {
                var said = read(screen);
                if (!process.isAlive()) {
                    throw new AssertionError("./oriel up ended:\n" + said);
                }
                return said.contains("Ctrl-C ends Oriel");
            });
            said = read(screen);
            for (var line : said.lines().toList()) {
                var person = PERSON.matcher(line);
                if (person.find()) {
                    passwords.put(person.group(1), person.group(2));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The namespace cannot reach Debian's packages, so what the launcher would make there is made here. */
    private void fetchTheTemplate() {
        var image = state.resolve("guest/oriel-demo.qcow2");
        if (!Files.exists(image)) {
            Command.of(
                            home.resolve("host-agent/src/main/guest/build-image")
                                    .toString(),
                            image.toString(),
                            home.resolve("loadtest/target/guest").toString())
                    .within(Duration.ofMinutes(5))
                    .run()
                    .orFail();
        }
    }

    /** What the launcher said while it started. */
    public String said() {
        return said;
    }

    public Path state() {
        return state;
    }

    public String password(String person) {
        return Optional.ofNullable(passwords.get(person)).orElseThrow(() -> new AssertionError("no " + person));
    }

    public String url() {
        return "https://" + Namespaces.NAME + ":8443";
    }

    public Path ca() {
        return state.resolve("portal/ca.pem");
    }

    /** The process of one of our programs. */
    public ProcessHandle program(String name) {
        long pid = Long.parseLong(read(state.resolve("run/" + name + ".pid")).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError(name + " does not run"));
    }

    /** {@code kill -9} of the launcher and of every program of ours; guests and libvirt are not ours to kill. */
    public void killAll() {
        var victims = new ArrayList<ProcessHandle>();
        launcher.ifPresent(process -> victims.add(process.toHandle()));
        Stream.of("portal", "gateway", "agent", "postgres").map(this::program).forEach(victims::add);
        victims.forEach(ProcessHandle::destroyForcibly);
        Await.until(
                "all are dead", Duration.ofSeconds(20), () -> victims.stream().noneMatch(ProcessHandle::isAlive));
        launcher = Optional.empty();
    }

    /** The processes of this appliance's guests. */
    public List<Long> guests() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("qemu-system"))
                .filter(process -> commandLine(process.pid()).contains(state.toString()))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    /** The process of one desktop. */
    public Optional<Long> guest(String vm) {
        return guests().stream()
                .filter(pid -> commandLine(pid).contains("guest=" + vm))
                .findFirst();
    }

    /** The images in the appliance's storage: the template's and one clone for each VM that has one. */
    public List<String> disks() {
        try (var images = Files.list(state.resolve("storage/images"))) {
            return images.map(image -> image.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Where some guest's serial console said this. */
    public boolean serialSays(String text) {
        try (var logs = Files.list(state.resolve("agent/serial"))) {
            return logs.anyMatch(log -> read(log).contains(text));
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs {@code ./oriel …} against it. */
    public Command.Result oriel(String... words) {
        return Command.of(network.onServer(words(words))).run();
    }

    /** {@code ./oriel …} on the client, as a person of the demonstration. */
    public List<String> onClient(String person, Path passwordFile, String... words) {
        var all = new ArrayList<>(List.of(words(words)));
        all.addAll(List.of("--server", url(), "--ca", ca().toString(), "--user", person));
        all.addAll(List.of("--login-password-file", passwordFile.toString()));
        return network.onClient(all.toArray(String[]::new));
    }

    private String[] words(String... words) {
        var all = new ArrayList<>(List.of(home.resolve("oriel").toString(), "--state", state.toString()));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        launcher.ifPresent(process -> {
            // The launcher's name in the namespace is the process itself: `ip netns exec` becomes it.
            process.destroy();
            Await.until("the appliance has stopped", Duration.ofSeconds(120), () -> !process.isAlive());
        });
        launcher = Optional.empty();
    }
}
