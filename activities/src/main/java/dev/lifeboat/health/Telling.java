package dev.lifeboat.health;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.notice.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Tells people what is new from a process that is no worker: it says that it is about to, tells, and only then writes down that
 * they were told (ADR 17).
 */
final class Telling {
    private final HealthRecords records;
    private final String runbook;
    private final String place;
    private final String by;
    private final Predicate<Notice> sender;

    /**
     * One of a process.
     *
     * @param place what notices call it
     * @param by who tells: the same for whoever takes his place
     * @param sender says whether somebody has it, or nobody has to
     */
    Telling(HealthRecords records, String runbook, String place, String by, Predicate<Notice> sender) {
        this.records = records;
        this.runbook = runbook;
        this.place = place;
        this.by = by;
        this.sender = sender;
    }

    /**
     * How it went.
     *
     * @param done whether people know by now; false: somebody else is telling it, or somebody could not be reached, and the next look
     *     tells
     * @param problem why not, or why people may hear of it again; empty: there is none
     */
    record Outcome(boolean done, String problem) {}

    /** Tells what is new since {@code before}. */
    Outcome tell(HealthState before, Alerts alerts, Instant now) {
        if (!alerts.silent() && !records.claim(before, by, now)) {
            return new Outcome(
                    false,
                    "another process is telling it just now, or has the turn to, where this one could not lately");
        }
        if (!told(alerts, now)) {
            return new Outcome(false, "somebody did not hear of it: the next look tells it");
        }
        if (alerts.sameAs(before)) {
            return new Outcome(true, "");
        }
        try {
            records.write(alerts.state());
            return new Outcome(true, "");
        } catch (LifeboatException e) {
            return new Outcome(
                    true,
                    "people will hear of it again, since it cannot be written down that they did: " + e.code() + ": "
                            + e.getMessage());
        }
    }

    private boolean told(Alerts alerts, Instant now) {
        List<Boolean> heard = new ArrayList<>();
        HealthNotices notices = new HealthNotices(
                (event, severity, key, subject, text, facts) -> heard.add(sender.test(new Notice(
                        UUID.randomUUID().toString(),
                        now,
                        runbook,
                        RunIds.process(runbook, place),
                        event,
                        severity,
                        key,
                        subject,
                        text,
                        facts,
                        null))),
                runbook);
        alerts.raised().forEach(notices::raised);
        alerts.resolved().forEach(notices::resolved);
        return !heard.contains(false);
    }
}
