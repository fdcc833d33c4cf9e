package dev.lifeboat.health;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.DirectNotices;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Tells people from outside that an engine, its schedules or its workers stand still, since no worker would: over the same channels
 * and by the same record as the looks of workers, so that they hear of it once, and once that it is over, whoever finds that.
 */
public final class OutsideTelling {
    private static final List<String> OUTSIDE = List.of("engine", "lateness", "schedules", "workers");

    private final Runbook runbook;
    private final HealthRecords records;
    private final Function<Notice, DirectNotices.Sent> notices;
    private final String name;

    public OutsideTelling(Runbook runbook, Secrets secrets, Clock clock) {
        this(
                runbook,
                new HealthRecords(Vault.of(runbook), secrets),
                new DirectNotices(runbook.notifications(), secrets, clock)::send,
                machine());
    }

    /** @param machine that tells: what one command could not, the next one there may */
    OutsideTelling(
            Runbook runbook, HealthRecords records, Function<Notice, DirectNotices.Sent> notices, String machine) {
        this.runbook = runbook;
        this.records = records;
        this.notices = notices;
        this.name = "health --tell on " + machine;
    }

    /** Of {@code 4711@machine} what outlives a process. */
    private static String machine() {
        String process = ManagementFactory.getRuntimeMXBean().getName();
        return process.substring(process.indexOf('@') + 1);
    }

    /**
     * What was told.
     *
     * @param raised ids of problems that are new, or worse; none where somebody did not hear of one
     * @param resolved ids of those that are over; likewise
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
     * Tells, and then writes down what was told: where nobody could be reached, it is told next time. What workers look at, too, is theirs to
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
        Telling.Outcome outcome = new Telling(records, runbook.name(), "outside", name, notice -> {
                    DirectNotices.Sent sent = notices.apply(notice);
                    problems.addAll(sent.problems());
                    return !sent.missed();
                })
                .tell(before, alerts, now);
        if (!outcome.problem().isEmpty()) {
            problems.add(outcome.problem());
        }
        return outcome.done()
                ? new Told(alerts.raisedIds(), alerts.resolvedIds(), problems)
                : new Told(List.of(), List.of(), problems);
    }

    private static HealthLook outside(HealthLook look, HealthState before, boolean blind) {
        List<String> unseen = new ArrayList<>(look.unseen());
        if (blind) {
            unseen.addAll(List.of("lateness", "schedules", "workers"));
        }
        return new HealthLook(look.checks(), look.problems(), unseen).of(OUTSIDE, before);
    }
}
