package io.oriel.portal.admin;

import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmState;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be done to a VM, or why not now.
 *
 * @param key of its words, and the last part of its address
 * @param asks whether it leads to a question or a form first
 * @param reason why it is not possible; null when it is
 */
record VmButton(
        String key,
        String icon,
        boolean asks,
        boolean danger,
        @Nullable String reason) {

    /** @param may whether the person who looks may do it at all */
    static List<VmButton> of(VmAdmin.Entry entry, Words words, Predicate<UseCase> may) {
        var vm = entry.vm();
        var state = Words.state(vm.state().restName());
        Optional<String> leaving =
                vm.upkeep().deleting() ? Optional.of(words.say("vm.not.deleting")) : Optional.<String>empty();
        return Stream.of(
                        act("start", "play", start(vm), words, state),
                        act("shutdown", "power", vm.vm().host().isPresent(), words, state),
                        ask("stop", "close", vm.vm().host().isPresent(), words, state),
                        act("reboot", "restart", vm.runs(), words, state),
                        ask("reset", "restart", vm.runs(), words, state),
                        own(act("suspend", "pause", vm.runs(), words, state), forgets(vm), words, "vm.not.wiped"),
                        act("pause", "pause", pauses(vm.state()), words, state),
                        act("resume", "play", vm.state() instanceof VmState.Paused, words, state),
                        moves(vm)
                                ? act("cancel-migration", "close", true, words, state)
                                : new VmButton(
                                        "migrate",
                                        "move",
                                        true,
                                        false,
                                        not(vm.state().migratable(), words, state)),
                        own(new VmButton("edit", "keys", true, false, null), pooled(vm), words, "vm.not.pool"),
                        own(delete(vm, words, state), pooled(vm), words, "vm.not.pool"))
                .map(button -> leaving.map(button::because).orElse(button))
                .map(button -> may.test(button.useCase())
                        ? button
                        : button.because(words.say(
                                "right.missing", button.useCase().group().orElseThrow())))
                .toList();
    }

    private UseCase useCase() {
        return switch (key) {
            case "migrate" -> UseCase.VM_MIGRATE;
            case "edit" -> UseCase.VM_EDIT;
            case "delete" -> UseCase.VM_DELETE;
            default ->
                VmAdmin.Verb.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .useCase();
        };
    }

    private static VmButton act(String key, String icon, boolean possible, Words words, String state) {
        return new VmButton(key, icon, false, false, not(possible, words, state));
    }

    private static VmButton ask(String key, String icon, boolean possible, Words words, String state) {
        return new VmButton(key, icon, true, true, not(possible, words, state));
    }

    private static VmButton delete(TendedVm vm, Words words, String state) {
        var off = switch (vm.state()) {
            case VmState.Down _, VmState.Suspended _, VmState.ImageLocked _ -> true;
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.Up _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.Paused _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        };
        var button = ask("delete", "close", off, words, state);
        return own(button, vm.outfit().care().guarded(), words, "vm.not.guarded");
    }

    private static VmButton own(VmButton button, boolean refused, Words words, String why) {
        return refused ? button.because(words.say(why)) : button;
    }

    private VmButton because(String why) {
        return new VmButton(key, icon, asks, danger, why);
    }

    private static @Nullable String not(boolean possible, Words words, String state) {
        return possible ? null : words.say("vm.not.state", state);
    }

    private static boolean start(TendedVm vm) {
        return switch (vm.state()) {
            case VmState.Paused _ -> true;
            case VmState.Down _, VmState.Suspended _, VmState.ImageLocked _ -> vm.held();
            case VmState.WaitForLaunch _,
                    VmState.RestoringState _,
                    VmState.PoweringUp _,
                    VmState.Up _,
                    VmState.RebootInProgress _,
                    VmState.PoweringDown _,
                    VmState.SavingState _,
                    VmState.MigratingFrom _,
                    VmState.MigratingTo _,
                    VmState.Unknown _,
                    VmState.NotResponding _ -> false;
        };
    }

    private static boolean pauses(VmState state) {
        return state instanceof VmState.Up || state instanceof VmState.PoweringUp;
    }

    private static boolean moves(TendedVm vm) {
        return vm.state() instanceof VmState.MigratingFrom;
    }

    private static boolean forgets(TendedVm vm) {
        return vm.vm().stateless() || !vm.held();
    }

    private static boolean pooled(TendedVm vm) {
        return vm.vm().pool().isPresent();
    }
}
