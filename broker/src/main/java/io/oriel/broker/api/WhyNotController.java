package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import io.oriel.broker.operation.WhyNot;
import io.oriel.pool.schedule.Explanation;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/vms/{name}/why-not}: what the scheduler says of each host. A VM is named by its name or its id. */
@RestController
@RequestMapping("/api/v1/vms/{name}/why-not")
class WhyNotController {
    private final WhyNot whyNot;

    WhyNotController(WhyNot whyNot) {
        this.whyNot = whyNot;
    }

    record ShownWeight(String name, int factor, int rank) {}

    /**
     * One host.
     *
     * @param verdict {@code chosen}, {@code possible}, {@code waits} or {@code refused}
     * @param filter the filter that refused it
     * @param reason why, to be read after the host's name
     * @param sum of rank times factor; the lowest wins
     */
    record ShownHost(
            String host,
            String verdict,
            Optional<String> filter,
            Optional<String> reason,
            Optional<Long> sum,
            List<ShownWeight> weights) {
        static ShownHost of(Explanation.Verdict verdict) {
            return switch (verdict) {
                case Explanation.Verdict.Refused(var host, var filter, var reason) ->
                    new ShownHost(
                            host, "refused", Optional.of(filter), Optional.of(reason), Optional.empty(), List.of());
                case Explanation.Verdict.Weighed it ->
                    new ShownHost(
                            it.host(),
                            it.chosen() ? "chosen" : it.waits() ? "waits" : "possible",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(it.sum()),
                            it.scores().stream()
                                    .map(score -> new ShownWeight(score.weight(), score.factor(), score.rank()))
                                    .toList());
            };
        }
    }

    /**
     * The answer.
     *
     * @param question {@code start}, or {@code move} for a VM that runs
     * @param hosts the chosen one first, then the possible ones by their sums, then the refused ones
     */
    record Shown(String vm, String state, String question, String policy, List<ShownHost> hosts) {}

    @Allowed(UseCase.VM_WHY_NOT)
    @GetMapping
    Shown ask(ServerWebExchange exchange, @PathVariable String name) {
        var answer = whyNot.ask(Actor.of(exchange), name);
        var explanation = answer.explanation();
        return new Shown(
                answer.vm().name(),
                answer.vm().state().restName(),
                explanation.start() ? "start" : "move",
                explanation.policy(),
                explanation.hosts().stream().map(ShownHost::of).toList());
    }
}
