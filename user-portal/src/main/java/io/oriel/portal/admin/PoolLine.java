package io.oriel.portal.admin;

import io.oriel.broker.access.Subject;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.Template;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Words;
import java.util.stream.Collectors;

/**
 * A pool as the pages show it.
 *
 * @param restrained why it is not refilled; empty when it is
 * @param previous what a roll-back would make it of; empty when there is nothing to go back to
 */
record PoolLine(
        String id,
        String name,
        String description,
        String kind,
        String cluster,
        String template,
        String previous,
        Mark mark,
        String restrained,
        int ready,
        int startable,
        int assigned,
        int outdated,
        int size,
        int prestarted,
        String shape,
        String entitled) {

    static PoolLine of(PoolAdmin.Entry entry, Words words) {
        var pool = entry.pool();
        var count = entry.count();
        var restraint = pool.trials().restraint();
        return new PoolLine(
                pool.id().toString(),
                pool.name(),
                pool.description(),
                words.say(
                        pool.kind() == PoolKind.MANUAL
                                ? "pool.kind.manual"
                                : pool.stateless() ? "pool.kind.wiped" : "pool.kind.kept"),
                entry.cluster(),
                entry.template().map(Template::word).orElse("–"),
                entry.previous().map(Template::word).orElse(""),
                pool.deleting()
                        ? new Mark("busy", "s-busy", words.say("vm.deleting"))
                        : restraint.isPresent()
                                ? new Mark("warn", "s-warn", words.say("pool.restrained"))
                                : new Mark("ok", "s-up", words.say("pool.ok")),
                restraint.map(it -> Faults.sentence(it.reason())).orElse(""),
                count.ready(),
                count.startable(),
                count.assigned(),
                count.outdated(),
                pool.size(),
                pool.prestarted(),
                words.shape(pool.vcpus(), pool.memoryMiB()),
                entry.entitled().stream().map(Subject::name).sorted().collect(Collectors.joining(", ")));
    }
}
