package dev.lifeboat.health;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.readiness.ReadinessFacts;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.schedule.ScheduledRun;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Places;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at what readiness is judged by, with the eyes of the health checks. Only reads. Thread-safe. */
public final class ReadinessExamination {
    /** The log is read entry by entry, and people do not act by the minute. */
    private static final Duration PEOPLE_EVERY = Duration.ofHours(1);

    private final Runbook runbook;
    private final OpenVault vault;
    private final Secrets secrets;
    private final Places places;
    private @Nullable Instant peopleAt;
    private @Nullable List<String> idle;

    public ReadinessExamination(Runbook runbook, OpenVault vault, Secrets secrets) {
        this(runbook, vault, secrets, new Places());
    }

    ReadinessExamination(Runbook runbook, OpenVault vault, Secrets secrets, Places places) {
        this.runbook = runbook;
        this.vault = vault;
        this.secrets = secrets;
        this.places = places;
    }

    /**
     * How ready the system is with these sets.
     *
     * @param newestFirst the signed reports of the last drills
     */
    public Readiness look(ListedSets listed, List<DrillReport> newestFirst, Instant now) {
        SeenSets seen = new SeenSets(runbook, listed, now);
        String lost = listed.lostPrimary(vault) == null
                ? null
                : String.valueOf(runbook.store().primary().name());
        NavigableSet<String> unread = new TreeSet<>(listed.silent().keySet());
        Stream.ofNullable(lost).forEach(unread::add);
        List<HealthProblem> keys = new KeysCheck(runbook, secrets, now).look();
        return Readiness.of(new ReadinessFacts(
                now,
                RpoNow.of(listed, runbook.objectives().rpo(), now),
                seen.verified(),
                Ages.before(now, runbook.health().verified()),
                ProvenDrills.known(seen, newestFirst),
                TrustCheck.provenSince(seen, runbook.health().proven()),
                copies(listed, lost),
                runbook.keys().recipients().size(),
                words(keys, Severity.CRITICAL),
                words(keys, Severity.WARNING),
                runbook.people().contacts().size(),
                !runbook.notifications().all().isEmpty(),
                lost == null ? idle(seen) : null,
                ScheduledRun.of(runbook).stream().anyMatch(run -> run.kind().equals(ScheduledRun.DRILL)),
                newestFirst.isEmpty() ? null : drill(newestFirst.get(0)),
                List.copyOf(unread)));
    }

    private static List<String> words(List<HealthProblem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(HealthProblem::what)
                .toList();
    }

    private ReadinessFacts.@Nullable Copies copies(ListedSets listed, @Nullable String lost) {
        CataloguedSet newest =
                listed.sets().stream().filter(RpoNow::restorable).findFirst().orElse(null);
        if (newest == null) {
            return null;
        }
        List<String> good = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Copy copy : newest.copies()) {
            if (copy.good()) {
                good.add(copy.store());
            } else if (copy.there() == null) {
                silent.add(copy.store());
            } else if (copy.state() == null || copy.state() == SetState.FAILED) {
                missing.add(copy.store());
            }
        }
        int places = this.places.count(runbook.store().all().stream()
                .filter(store -> good.contains(String.valueOf(store.name())))
                .toList());
        return new ReadinessFacts.Copies(newest.facts().set(), good, places, missing, silent, lost);
    }

    /** Null: it cannot be looked at. */
    private synchronized @Nullable List<String> idle(SeenSets seen) {
        Instant now = seen.now();
        if (peopleAt == null || peopleAt.plus(PEOPLE_EVERY).isBefore(now)) {
            try {
                idle = new PeopleCheck(runbook, () -> new AuditLog(vault.primary(), runbook.name()), () -> seen, now)
                        .look().stream().map(HealthProblem::what).toList();
            } catch (LifeboatException | UnseenException e) {
                idle = null;
            }
            peopleAt = now;
        }
        return idle;
    }

    private ReadinessFacts.LastDrill drill(DrillReport drill) {
        List<String> missed = new ArrayList<>();
        RestoreReport restore = drill.restore();
        if (restore != null) {
            // The script brings all phases back at once.
            boolean byHand = DrillReport.BY_HAND.equals(drill.way());
            for (PhaseReport phase : byHand ? List.<PhaseReport>of() : restore.phases()) {
                Duration within = runbook.within(phase.phase());
                missed(missed, "phase " + phase.phase(), restore.readyAfter(phase), within);
            }
            missed(missed, "the whole", restore.took(), runbook.objectives().rto());
        }
        return new ReadinessFacts.LastDrill(drill.runId(), drill.proven(), missed);
    }

    private static void missed(List<String> missed, String what, Duration took, @Nullable Duration limit) {
        if (limit != null && took.compareTo(limit) > 0) {
            missed.add(what + " took " + Spoken.duration(took) + ", and " + Spoken.duration(limit) + " are allowed");
        }
    }
}
