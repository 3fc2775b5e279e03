package io.oriel.portal.admin;

import io.oriel.broker.session.OpenSession;
import io.oriel.broker.session.SessionState;
import io.oriel.display.grant.ChannelReport;
import io.oriel.portal.page.Mark;
import io.oriel.portal.page.Words;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A session as its list shows it.
 *
 * @param since when it was opened, to the minute
 * @param idle since the last key or movement; a dash before the ticket was shown
 * @param channels what each kind of channel has carried, the busiest first; {@code carried} is all of them
 */
record SessionRow(
        String id,
        String user,
        Mark mark,
        String vm,
        String vmName,
        String gateway,
        String clientAddress,
        OffsetDateTime since,
        String idle,
        String roundTrip,
        String carried,
        List<String> channels) {
    private static final String NOTHING = "–";
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    static SessionRow of(OpenSession open, Words words) {
        var session = open.session();
        return new SessionRow(
                session.id().toString(),
                session.user().value(),
                mark(session.state()),
                session.vm().toString(),
                session.vmName(),
                open.gateway(),
                open.clientAddress(),
                open.since(),
                session.idle().map(Words::age).orElse(NOTHING),
                open.roundTrip().map(SessionRow::milliseconds).orElse(NOTHING),
                size(open.channels().stream().mapToLong(SessionRow::both).sum()),
                open.channels().stream()
                        .sorted(Comparator.comparingLong(SessionRow::both).reversed())
                        .map(each -> words.say(
                                "sessions.channel",
                                each.channel(),
                                size(each.bytesToClient()),
                                size(each.bytesToDesktop())))
                        .toList());
    }

    /** To the minute, as lists of events show it. */
    public String begun() {
        return VmSheet.minute(since.toInstant());
    }

    private static long both(ChannelReport report) {
        return report.bytesToClient() + report.bytesToDesktop();
    }

    private static Mark mark(SessionState state) {
        return switch (state) {
            case SessionState.Pending() -> new Mark("busy", "s-busy", "Connecting");
            case SessionState.Active() -> new Mark("ok", "s-up", "Active");
            case SessionState.Closed(var _) -> new Mark("off", "s-down", "Closed");
        };
    }

    static String milliseconds(Duration trip) {
        double millis = trip.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f\u00a0ms" : "%.0f\u00a0ms", millis);
    }

    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(
                Locale.ROOT, unit == 0 || value >= 100 ? "%.0f\u00a0%s" : "%.1f\u00a0%s", value, UNITS[unit]);
    }
}
