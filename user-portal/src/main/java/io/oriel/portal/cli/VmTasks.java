package io.oriel.portal.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked for of VMs and takes a while. */
final class VmTasks {
    private VmTasks() {}

    /** What a VM is to be like in the end. */
    interface Goal extends Predicate<Map<String, Object>> {}

    static String path(String name) {
        return "vms/" + Names.part(name);
    }

    /** In this state, with nothing more to do. */
    static Goal in(String state) {
        return vm -> state.equals(vm.get("state")) && vm.get("doing") == null && vm.get("asked") == null;
    }

    /** Whether a command waits. */
    static final class Waiting {
        private static final Duration EVERY = Duration.ofMillis(300);

        @Option(names = "--wait", description = "wait until it is done; exit status 1 with the reason when it is not")
        boolean wait;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "300",
                description = "how long to wait at most; default: 300")
        private int timeout = 300;

        /** The VM as it is in the end, or, without {@code --wait}, as it is now. */
        Map<String, Object> until(Server server, String name, Map<String, Object> now, Goal goal, String what) {
            if (!wait) {
                return now;
            }
            var id = String.valueOf(now.get("id"));
            var troubleBefore = now.get("trouble");
            long until = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
            var vm = now;
            boolean first = true;
            while (first || !goal.test(vm)) {
                if (!first && stuck(vm, troubleBefore)) {
                    throw CliException.failed("vm " + name + " is " + vm.get("state") + ": " + vm.get("trouble"));
                }
                if (System.nanoTime() > until) {
                    throw CliException.failed("vm " + name + " is " + vm.get("state") + " after " + timeout
                            + " s, before " + what + reason(vm));
                }
                if (!first) {
                    pause();
                }
                first = false;
                vm = server.get(path(id));
            }
            return vm;
        }

        /** Trouble that was not there before, with nothing under way. */
        private static boolean stuck(Map<String, Object> vm, @Nullable Object before) {
            var trouble = vm.get("trouble");
            return trouble != null && !trouble.equals(before) && vm.get("doing") == null && vm.get("asked") == null;
        }

        private static String reason(Map<String, Object> vm) {
            return vm.get("trouble") == null ? "" : ": " + vm.get("trouble");
        }

        /** Waits until there is no such VM any more. */
        void untilGone(Server server, String name) {
            long until = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
            while (wait) {
                var left = server.list("vms").stream()
                        .filter(vm -> name.equals(vm.get("name")) || name.equals(vm.get("id")))
                        .toList();
                if (left.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > until) {
                    throw CliException.failed(
                            "vm " + name + " is still being deleted after " + timeout + " s" + reason(left.getFirst()));
                }
                pause();
            }
        }

        private static void pause() {
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    /** One of a VM's parts, by name. */
    static boolean has(Map<String, Object> vm, String list, String key, String value) {
        return vm.get(list) instanceof List<?> parts
                && parts.stream().anyMatch(part -> part instanceof Map<?, ?> it && value.equals(it.get(key)));
    }
}
