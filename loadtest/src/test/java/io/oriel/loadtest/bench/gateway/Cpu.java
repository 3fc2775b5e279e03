package io.oriel.loadtest.bench.gateway;

import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What processes take of the machine, read from /proc. Processor times are seconds of user and system. */
public final class Cpu {
    /** Of the machine; the JVM knows only those it may use. */
    public static final int PROCESSORS = (int) read(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("processor"))
            .count();

    private static final double TICKS = 100;

    private Cpu() {}

    /** This JVM runs on processor 0 from now on, and so does what it starts, unless {@link #onTheOther} says otherwise. */
    public static void keepToOne() {
        Command.of("taskset", "-a", "-c", "-p", "0", String.valueOf(pid()))
                .run()
                .orFail();
    }

    /** Words before a command that keep it to processor 1. */
    public static List<String> onTheOther() {
        return List.of("taskset", "-c", "1");
    }

    /** Words before a command that let it run everywhere. */
    public static List<String> anywhere() {
        return List.of("taskset", "-c", "0-" + (PROCESSORS - 1));
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** A process with its children, also those that have ended. */
    public static double seconds(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(one -> ticks(Path.of("/proc/" + one.pid() + "/stat")) / TICKS)
                .sum();
    }

    /** The whole machine, what other machines took of it included; interrupts, which belong to nobody, are not. */
    static double machine() {
        var words =
                read(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +");
        return Stream.of(1, 2, 3, 8).mapToDouble(i -> Long.parseLong(words[i])).sum() / TICKS;
    }

    /** Kilobytes of memory that a process and its children have for themselves, what they share divided among them. */
    public static double proportional(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .flatMap(one ->
                        read(Path.of("/proc/" + one.pid() + "/smaps_rollup")).lines())
                .filter(line -> line.startsWith("Pss:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static long ticks(Path stat) {
        var text = read(stat);
        var words = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
        return words.length < 15
                ? 0
                : Arrays.stream(words, 11, 15).mapToLong(Long::parseLong).sum();
    }

    /** Empty when the process has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }
}
