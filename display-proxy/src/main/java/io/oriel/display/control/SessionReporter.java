package io.oriel.display.control;

import io.netty.util.concurrent.EventExecutor;
import io.oriel.display.grant.GatewayReport;
import io.oriel.display.grant.Grants;
import io.oriel.display.grant.Receipt;
import io.oriel.display.relay.GatewaySessions;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane every five seconds of all sessions, and at once when one opens or ends. One report is on the
 * way at a time; what changes meanwhile is in the next. Confined to one event loop.
 */
public final class SessionReporter {
    private static final Logger log = LoggerFactory.getLogger(SessionReporter.class);
    private static final long SECONDS = 5;
    /** Between two reports when much happens: each lists everything. */
    private static final long PAUSE_MILLIS = 200;

    private final GatewaySessions sessions;
    private final Grants grants;
    private final EventExecutor loop;
    private boolean onTheWay;
    private boolean again;
    private boolean heard = true;

    private SessionReporter(GatewaySessions sessions, Grants grants, EventExecutor loop) {
        this.sessions = sessions;
        this.grants = grants;
        this.loop = loop;
    }

    /** Reports from now on until the loop ends. */
    public static void start(GatewaySessions sessions, Grants grants, EventExecutor loop) {
        var reporter = new SessionReporter(sessions, grants, loop);
        sessions.onChange(() -> {
            if (!loop.isShuttingDown()) {
                loop.execute(reporter::report);
            }
        });
        loop.scheduleAtFixedRate(reporter::report, 0, SECONDS, TimeUnit.SECONDS);
    }

    private void report() {
        if (onTheWay) {
            again = true;
            return;
        }
        onTheWay = true;
        again = false;
        var report = new GatewayReport(sessions.leaving(), sessions.reports());
        grants.report(report)
                .whenComplete((receipt, failure) -> loop.execute(() -> {
                    onTheWay = false;
                    boolean good = failure == null && receipt instanceof Receipt.Taken;
                    if (failure == null && receipt instanceof Receipt.Taken(var drain)) {
                        sessions.told(report.sessions());
                        sessions.drain(drain.isPresent());
                    }
                    if (good != heard) {
                        heard = good;
                        log.info(good ? "reports are taken again" : "the control plane takes no reports");
                    }
                    if (again && good) {
                        loop.schedule(this::report, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    }
                }));
    }
}
