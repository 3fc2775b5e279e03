package io.oriel.portal.admin;

import io.oriel.pool.schedule.Explanation;
import io.oriel.pool.schedule.Explanation.Verdict;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Words;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a host stands when a VM looks for one.
 *
 * @param fits whether the VM may run there
 */
record Standing(String host, Mark mark, String why, boolean fits) {

    static List<Standing> of(Explanation explanation, Words words) {
        return explanation.hosts().stream().map(verdict -> of(verdict, words)).toList();
    }

    private static Standing of(Verdict verdict, Words words) {
        return switch (verdict) {
            case Verdict.Refused(var host, var filter, var reason) ->
                new Standing(
                        host, new Mark("bad", "s-bad", words.say("why.refused")), reason + " (" + filter + ")", false);
            case Verdict.Weighed(var host, var scores, var sum, var waits, var chosen) -> {
                var ranks = scores.stream()
                        .map(score -> score.weight() + " " + score.rank() + "×" + score.factor())
                        .collect(Collectors.joining(", "));
                var why = words.say("why.sum", sum, ranks);
                yield new Standing(
                        host,
                        chosen
                                ? new Mark("ok", "s-up", words.say("why.chosen"))
                                : new Mark("off", "s-down", words.say(waits ? "why.waits" : "why.fits")),
                        why,
                        true);
            }
        };
    }
}
