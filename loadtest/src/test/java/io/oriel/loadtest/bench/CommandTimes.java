package io.oriel.loadtest.bench;

import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand.SendKey;
import io.oriel.host.api.ConsoleCommand.SetConsolePassword;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.PauseVm;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.ResumeVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How long commands take from the control plane's side: mutual TLS, journal, libvirt and qemu, and back. */
final class CommandTimes {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final Outcome DONE = new Outcome.Done();
    private static final int OF_EACH = 100;
    private static final int KEY_SHIFT = 42;

    private final AgentProgram program;
    private final Path home;
    private final Path files;
    private final Report results;

    CommandTimes(AgentProgram program, Path home, Path files, Report results) {
        this.program = program;
        this.home = home;
        this.files = files;
        this.results = results;
    }

    /** One kind of command, its median and its 99th of a hundred. */
    private record Kind(Samples half, Samples most, Runnable command) {
        void round(boolean counts) {
            var times = new double[OF_EACH];
            for (int i = 0; i < OF_EACH; i++) {
                long begun = System.nanoTime();
                command.run();
                times[i] = (System.nanoTime() - begun) / 1e6;
            }
            Arrays.sort(times);
            if (counts) {
                half.plus((times[OF_EACH / 2 - 1] + times[OF_EACH / 2]) / 2);
                most.plus(times[OF_EACH - 2]);
            }
        }
    }

    void run() {
        try (var agent = program.connect()) {
            var vm = started(agent);
            Await.until(
                    "the guest is up",
                    Duration.ofMinutes(3),
                    () -> agent.report().vms().stream()
                            .filter(r -> r.id().equals(vm.id()))
                            .anyMatch(VmReport::guestAgent));
            var kinds = List.of(
                    kind("pause and resume", () -> {
                        must(agent, new PauseVm(command(), TOKEN, vm.id()));
                        must(agent, new ResumeVm(command(), TOKEN, vm.id()));
                    }),
                    kind("press a key", () -> must(agent.execute(new SendKey(command(), vm.id(), List.of(KEY_SHIFT))))),
                    kind(
                            "set a console password",
                            () -> must(agent.execute(
                                    new SetConsolePassword(command(), vm.id(), ConsoleKind.VNC, "abcdEFG1", 10)))),
                    kind("report", () -> agent.report()));
            for (int round = -1; round < AgentBench.ROUNDS; round++) {
                for (var kind : kinds) {
                    kind.round(round >= 0);
                }
            }
            must(agent, new DestroyVm(command(), TOKEN, vm.id()));
        }
    }

    private Kind kind(String name, Runnable command) {
        return new Kind(
                results.add(name + ", p50", "ms", Double.NaN), results.add(name + ", p99", "ms", Double.NaN), command);
    }

    private VmSpec started(HostAgent agent) {
        var image = files.resolve("guest.qcow2");
        Command.of(
                        home.resolve("host-agent/src/main/guest/build-image").toString(),
                        image.toString(),
                        home.resolve("loadtest/target/guest").toString())
                .within(Duration.ofMinutes(5))
                .run()
                .orFail();
        var storage = new StorageRef(
                UUID.randomUUID(), program.state().resolve("storage").toString());
        must(agent, new PrepareStorage(command(), TOKEN, storage));
        var template = new DiskRef(storage, UUID.randomUUID());
        must(agent.upload(template, image));
        var disk = new DiskRef(storage, UUID.randomUUID());
        must(agent, new CreateDisk(command(), TOKEN, disk, Optional.of(template), 0));
        var vm = new VmSpec(
                new VmId(UUID.randomUUID()),
                "bench",
                1,
                128,
                List.of(disk),
                List.of(new NicSpec("52:54:00:00:00:05", "oriel")),
                false,
                true);
        must(agent, new StartVm(command(), TOKEN, vm));
        return vm;
    }

    /** The same command again asks for the end of what was only accepted. */
    private static void must(HostAgent agent, EstateCommand command) {
        var answer = agent.execute(command);
        while (answer instanceof Answer.Accepted) {
            answer = agent.execute(command);
        }
        if (answer instanceof Answer.Ended(var outcome)) {
            must(outcome);
        }
    }

    private static void must(Outcome outcome) {
        if (!outcome.equals(DONE)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    private static CommandId command() {
        return new CommandId(UUID.randomUUID());
    }
}
