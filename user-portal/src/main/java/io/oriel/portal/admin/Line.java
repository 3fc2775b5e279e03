package io.oriel.portal.admin;

import io.oriel.pool.event.Event;
import io.oriel.portal.page.Mark;
import java.util.List;

/** An event as lists show it. */
record Line(String when, Mark mark, String text) {

    static List<Line> of(List<Event> events) {
        return events.stream()
                .map(event -> new Line(
                        VmSheet.minute(event.at()), Mark.event(event.severity()), Faults.sentence(event.text())))
                .toList();
    }
}
