package dev.lifeboat.health;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.DirectNotices;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tells people from outside that an engine, its schedules or its workers stand still, since no worker would: over the same channels
 * and by the same record as the looks of workers, so that they hear of it once, and once that it is over, whoever finds that.
 */
public final class OutsideTelling {
    private static final List<String> OUTSIDE = List.of("engine", "lateness", "schedules", "workers");

    private final Runbook runbook;
    private final HealthRecords records;
    private final DirectNotices notices;

    public OutsideTelling(Runbook runbook, Secrets secrets, Clock clock) {
        this.runbook = runbook;
        this.records = new HealthRecords(Vault.of(runbook), secrets);
        this.notices = new DirectNotices(runbook.notifications(), secrets, clock);
    }

    /**
     * What was told.
     *
     * @param raised ids of problems that are new, or worse
     * @param resolved ids of those that are over
     * @param problems why somebody did not hear of it, or may hear of it again
     */
    public record Told(List<String> raised, List<String> resolved, List<String> problems) {
        public Told {
            raised = List.copyOf(raised);
            resolved = List.copyOf(resolved);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Tells, and then writes down what was told: whom nobody could reach is told next time. What workers look at, too, is theirs to
     * tell: another machine may see a database or a disk otherwise, and each would take the other's problems for over.
     *
     * @param blind whether the engine did not answer, so that nothing is known of what it runs
     */
    public Told tell(HealthLook look, boolean blind, Instant now) {
        List<String> problems = new ArrayList<>();
        HealthState before = HealthState.NONE;
        try {
            before = records.newest();
        } catch (LifeboatException e) {
            problems.add("nobody knows what was told before: " + e.code() + ": " + e.getMessage());
        }
        Alerts alerts = Alerts.between(before, outside(look, before, blind), now);
        if (!alerts.silent() && !records.claim(before, UUID.randomUUID().toString(), now)) {
            problems.add("another process is telling it just now");
            return new Told(List.of(), List.of(), problems);
        }
        List<Boolean> missed = new ArrayList<>();
        HealthNotices telling = new HealthNotices(
                (event, severity, key, subject, text, facts) -> {
                    DirectNotices.Sent sent = notices.send(new Notice(
                            UUID.randomUUID().toString(),
                            now,
                            runbook.name(),
                            "health/" + runbook.name() + "/outside",
                            event,
                            severity,
                            key,
                            subject,
                            text,
                            facts,
                            null));
                    problems.addAll(sent.problems());
                    missed.add(sent.missed());
                },
                runbook.name());
        alerts.raised().forEach(telling::raised);
        alerts.resolved().forEach(telling::resolved);
        if (!missed.contains(true) && !alerts.sameAs(before)) {
            write(alerts.state(), problems);
        }
        return new Told(alerts.raisedIds(), alerts.resolvedIds(), problems);
    }

    private static HealthLook outside(HealthLook look, HealthState before, boolean blind) {
        List<String> unseen = new ArrayList<>(look.unseen());
        if (blind) {
            unseen.addAll(List.of("lateness", "schedules", "workers"));
        }
        return new HealthLook(look.checks(), look.problems(), unseen).of(OUTSIDE, before);
    }

    private void write(HealthState state, List<String> problems) {
        try {
            records.write(state);
        } catch (LifeboatException e) {
            problems.add("people will hear of it again, since it cannot be written down that they did: " + e.code()
                    + ": " + e.getMessage());
        }
    }
}
