package io.oriel.host.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * qemu-img, which reads what people brought: with bounded memory, formats always said, and, where root runs it, without
 * a network (A18).
 */
final class QemuImg {
    private static final String MEMORY = Long.toString(4L << 30);
    private static final Duration CREATING = Duration.ofSeconds(60);
    private static final Duration COPYING = Duration.ofHours(12);
    private static final int LONGEST_COMPLAINT = 2000;

    /** What {@code convert -p} writes again and again. */
    private static final Pattern PROGRESS = Pattern.compile("\\((\\d{1,3})(\\.\\d+)?/100%\\)");

    private final List<String> bounded;
    private final List<String> apart;
    private final String program;

    /** @throws HypervisorException when a program is missing; its message names the package */
    QemuImg() {
        this(PrivateLibvirtd.program("qemu-img", "qemu-utils"));
    }

    QemuImg(Path qemuImg) {
        program = qemuImg.toString();
        bounded = List.of(PrivateLibvirtd.program("prlimit", "util-linux").toString(), "--as=" + MEMORY, "--core=0");
        apart = "root".equals(System.getProperty("user.name"))
                ? List.of(PrivateLibvirtd.program("unshare", "util-linux").toString(), "--net")
                : List.of();
    }

    /** Makes an image; answers what went wrong. */
    Optional<String> create(List<String> arguments) throws IOException, InterruptedException {
        var process = start(bounded, "create", arguments);
        var said = new String(process.getInputStream().readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(CREATING.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.of("qemu-img did not end");
        }
        return process.exitValue() == 0 ? Optional.empty() : Optional.of(said);
    }

    /**
     * Copies a qcow2 image and all it stands on into a new one; answers what went wrong.
     *
     * @param progress hears percents that rise
     */
    Optional<String> flatten(Path from, Path to, IntConsumer progress) throws IOException, InterruptedException {
        var alone = new ArrayList<>(apart);
        alone.addAll(bounded);
        var process =
                start(alone, "convert", List.of("-p", "-f", "qcow2", "-O", "qcow2", from.toString(), to.toString()));
        var late = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(COPYING.toSeconds(), TimeUnit.SECONDS));
        try {
            var said = listen(process.getInputStream(), progress);
            int end = process.waitFor();
            if (late.isDone()) {
                return Optional.of("it took longer than 12 hours");
            }
            return end == 0 ? Optional.empty() : Optional.of(said.isEmpty() ? "qemu-img ended with " + end : said);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        } finally {
            late.cancel(false);
        }
    }

    private Process start(List<String> before, String verb, List<String> arguments) throws IOException {
        var command = new ArrayList<>(before);
        command.add(program);
        command.add(verb);
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
    }

    /** Reads to the end and answers what was no progress. */
    private static String listen(InputStream output, IntConsumer progress) throws IOException {
        var said = new StringBuilder();
        var line = new StringBuilder();
        int last = -1;
        for (int c = output.read(); c >= 0; c = output.read()) {
            if (c != '\r' && c != '\n') {
                line.append((char) c);
                if (line.length() < LONGEST_COMPLAINT) {
                    continue;
                }
            }
            var found = PROGRESS.matcher(line);
            if (!found.find()) {
                said.append(line.substring(0, Math.min(line.length(), LONGEST_COMPLAINT - said.length())));
            } else if (Integer.parseInt(found.group(1)) > last) {
                last = Integer.parseInt(found.group(1));
                progress.accept(Math.min(last, 100));
            }
            line.setLength(0);
        }
        return said.append(line.substring(0, Math.min(line.length(), LONGEST_COMPLAINT - said.length())))
                .toString()
                .strip();
    }
}
