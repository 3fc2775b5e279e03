package io.oriel.pool.search;

import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.UserId;
import java.util.List;
import java.util.Optional;

/** Jobs: what was asked for and takes a while. */
final class JobTable {
    static final Table<Job> TABLE = Table.<Job>of(
                    Thing.JOBS,
                    look -> look.census().log().jobs(),
                    (row, _) -> row.id().toString())
            .field(TextField.prose("description", (row, _) -> row.text()))
            .field(WordField.of(
                    "status",
                    List.of("running", "done", "failed", "timed_out"),
                    (row, _) -> row.state().rowName()))
            .field(TextField.id("correlation_id", (row, _) -> Optional.of(row.correlation())))
            .field(TextField.maybe("user_name", (row, _) -> row.user().map(UserId::value)))
            .field(new DateField<>("start_time", (row, _) -> Optional.of(row.opened())))
            .shows("user_name", "start_time", "correlation_id")
            .sortedBy("start_time", true)
            .made();

    private JobTable() {}
}
