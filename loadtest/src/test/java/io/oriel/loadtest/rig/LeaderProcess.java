package io.oriel.loadtest.rig;

import io.oriel.loadtest.lab.Command;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A control plane's loop in a process of its own, which can be stopped like any process, and made to send late. */
public final class LeaderProcess implements AutoCloseable {
    private final Path log;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    /** What it works on. */
    record Estate(String url, String user, String password, Path certificates) {}

    private LeaderProcess(Estate estate, Path log) throws IOException {
        this.log = log;
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Leader.class.getName(),
                        estate.url(),
                        estate.user(),
                        estate.certificates().toString())
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
        orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = process.inputReader(StandardCharsets.UTF_8);
        tell(estate.password());
    }

    /** Starts one; it leads when nobody else does. */
    public static LeaderProcess start(Rig rig, String name) throws IOException {
        return new LeaderProcess(rig.forLeaders(), rig.directory().resolve(name + ".log"));
    }

    /** Whether this one is the leader. */
    public boolean leads(Rig.Lead lead) {
        return lead.owner().equals("pid " + process.pid());
    }

    /** Its next start of a VM is written down and then not sent, until {@link #release}. */
    public void hold() throws IOException {
        tell("hold");
    }

    /** Waits until it holds something back. */
    public void awaitHolding() throws IOException {
        var said = answers.readLine();
        if (!"holding".equals(said)) {
            throw new AssertionError("said " + said + "; its log:\n" + said());
        }
    }

    /** Lets it send what it holds back. @return how the host answered */
    public String release() throws IOException {
        tell("release");
        var answer = answers.readLine();
        if (answer == null) {
            throw new AssertionError("it ended; its log:\n" + said());
        }
        return answer;
    }

    /** SIGSTOP. */
    public void freeze() {
        Command.of("kill", "-STOP", Long.toString(process.pid())).run().orFail();
    }

    /** SIGCONT. */
    public void thaw() {
        Command.of("kill", "-CONT", Long.toString(process.pid())).run().orFail();
    }

    /** What it said so far, for the message of a failure. */
    public String said() throws IOException {
        return Files.readString(log);
    }

    private void tell(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
