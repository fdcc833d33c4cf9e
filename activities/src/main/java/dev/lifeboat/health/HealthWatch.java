package dev.lifeboat.health;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.DirectNotices;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.TemporalDesk;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, for a process that is no worker, whether Temporal answers, somebody works and schedules start; tells of it once, and once
 * that it is over. What people were told it shares with the health check, by the records in the store (ADR 17), so that neither
 * tells what the other has told. What is seen in two looks running counts: a service that starts anew knows its workers a moment
 * later. Not thread-safe.
 */
public final class HealthWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final String ENGINE = "engine";
    private static final List<String> CHECKS = List.of(ENGINE, "lateness", "workers");

    private final Runbook runbook;
    private final EngineView engine;
    private final HealthRecords records;
    private final Telling telling;

    private HealthState told = HealthState.NONE;
    private boolean looked;
    private SortedSet<String> lately = new TreeSet<>();

    /** @param sender says whether somebody has it, or nobody has to */
    HealthWatch(Runbook runbook, EngineView engine, HealthRecords records, Predicate<Notice> sender) {
        this.runbook = runbook;
        this.engine = engine;
        this.records = records;
        this.telling =
                new Telling(records, runbook.name(), "watch", UUID.randomUUID().toString(), sender);
    }

    /**
     * One that tells from this process.
     *
     * @param queue where the runbook's runs are worked on
     */
    public static HealthWatch of(Runbook runbook, Secrets secrets, WorkflowClient client, String queue) {
        DirectNotices notices =
                new DirectNotices(runbook.notifications(), secrets, Clock.systemUTC(), new TemporalDesk(client, queue));
        return new HealthWatch(
                runbook,
                new TemporalView(client, queue),
                new HealthRecords(Vault.of(runbook), secrets),
                notice -> sent(notices, notice));
    }

    private static boolean sent(DirectNotices notices, Notice notice) {
        LOG.warn(
                "event=notice name={} severity={} run={} subject=\"{}\" text=\"{}\" to=everybody",
                notice.event().wireName(),
                notice.severity(),
                notice.run(),
                notice.subject(),
                notice.text());
        DirectNotices.Sent sent = notices.send(notice);
        sent.problems().forEach(problem -> LOG.warn("event=notice-not-delivered reason=\"{}\"", problem));
        return !sent.missed();
    }

    /** Looks once, and tells what is new. Neither Temporal nor a store has to answer. */
    public void look(Instant now) {
        if (!looked) {
            told = before();
            looked = true;
        }
        HealthLook seen = see(now);
        SortedSet<String> previous = lately;
        lately = seen.problems().stream().map(HealthProblem::id).collect(Collectors.toCollection(TreeSet::new));
        SortedSet<String> sure = sure(seen, previous, told).stream()
                .map(HealthProblem::id)
                .collect(Collectors.toCollection(TreeSet::new));
        // The store is asked only where something is new.
        if (!sure.equals(open(told, seen.unseen()))) {
            tell(seen, previous, now);
        }
    }

    /** The problems that were seen in the look before, too, or that people know of. */
    private static List<HealthProblem> sure(HealthLook seen, SortedSet<String> previous, HealthState known) {
        SortedSet<String> open = open(known, List.of());
        return seen.problems().stream()
                .filter(problem -> previous.contains(problem.id()) || open.contains(problem.id()))
                .toList();
    }

    private HealthLook see(Instant now) {
        try {
            EngineView asked = new AskedOnce(engine, runbook.name());
            List<HealthProblem> problems = new ArrayList<>(new WorkersCheck(asked, now).look());
            problems.addAll(new LatenessCheck(runbook, asked, now).look());
            return new HealthLook(CHECKS.size(), problems, List.of());
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.ENGINE_UNAVAILABLE) {
                throw e;
            }
            HealthProblem away = new HealthProblem(
                    ENGINE,
                    ENGINE,
                    Severity.CRITICAL,
                    "Temporal does not answer",
                    "no schedule starts, no run goes on, and no worker can tell of it",
                    "look at the Temporal service: its process, its database, the network");
            return new HealthLook(1, List.of(away), List.of("lateness", "workers"));
        }
    }

    private void tell(HealthLook seen, SortedSet<String> previous, Instant now) {
        HealthState before = before();
        Alerts alerts = Alerts.between(
                before,
                new HealthLook(seen.checks(), sure(seen, previous, before), seen.unseen()).of(CHECKS, before),
                now);
        told = before;
        Telling.Outcome outcome = telling.tell(before, alerts, now);
        if (outcome.done()) {
            told = alerts.state();
        }
        if (!outcome.problem().isEmpty()) {
            LOG.warn("event=health-telling done={} reason=\"{}\"", outcome.done(), outcome.problem());
        }
    }

    /** The newer of the record in the store and what this process has told. */
    private HealthState before() {
        try {
            HealthState recorded = records.newest();
            return recorded.at().isBefore(told.at()) ? told : recorded;
        } catch (LifeboatException e) {
            LOG.warn("event=health-record-not-read reason=\"{}\"", e.getMessage());
            return told;
        }
    }

    /** The ids of what is open of the checks of this class that could look. */
    private static SortedSet<String> open(HealthState state, List<String> unseen) {
        return state.open().stream()
                .map(OpenProblem::problem)
                .filter(problem -> CHECKS.contains(problem.check()) && !unseen.contains(problem.check()))
                .map(HealthProblem::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
