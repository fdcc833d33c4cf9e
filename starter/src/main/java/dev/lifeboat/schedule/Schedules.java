package dev.lifeboat.schedule;

import dev.lifeboat.audit.Auditing;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.retention.RetentionRequest;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.DrillSchedule;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Retention;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.ScheduleTime;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.ChosenText;
import dev.lifeboat.set.SetContent;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleCalendarSpec;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleInfo;
import io.temporal.client.schedules.ScheduleListDescription;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleRange;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The schedules of a runbook. An id is {@code backup/<runbook>/<name>}, {@code drill/<runbook>/<name>},
 * {@code audit/<runbook>/verify} or {@code retention/<runbook>/clean-up}; a run's id is that and the time. Applying twice changes
 * nothing; an operator's pause outlives it.
 */
public final class Schedules {
    /** What was missed longer ago than this is not made up for: a backup of last week is none. */
    private static final Duration CATCH_UP = Duration.ofHours(12);
    /** A run that no worker takes up ends, so that the next one is not skipped for ever. */
    private static final Duration LONGEST_RUN = Duration.ofDays(2);

    private static final String AUDIT = "verify";
    private static final List<String> KINDS = List.of("backup", "drill", "audit", "retention");

    private final Session session;
    private final LoadedRunbook runbook;
    private final ScheduleClient client;

    public Schedules(Session session, LoadedRunbook runbook) {
        if (session.inMemory()) {
            throw new LifeboatException(ErrorCode.NOT_ON_THIS_ENGINE, "the in-memory engine has no schedules");
        }
        this.session = session;
        this.runbook = runbook;
        this.client = ScheduleClient.newInstance(
                session.client().getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(session.client().getOptions().getNamespace())
                        .setDataConverter(session.client().getOptions().getDataConverter())
                        .build());
    }

    /** Creates, updates and removes, so that the engine has exactly the runbook's schedules. The changes, in order. */
    public List<ScheduleChange> apply() {
        List<ScheduleChange> changes = new ArrayList<>();
        SortedMap<String, Schedule> wanted = wanted();
        wanted.forEach((id, schedule) -> changes.add(new ScheduleChange(id, put(id, schedule))));
        for (String id : ids()) {
            if (!wanted.containsKey(id)) {
                client.getHandle(id).delete();
                changes.add(new ScheduleChange(id, "removed"));
            }
        }
        return changes;
    }

    /** What {@link #apply} would make or remove; schedules of both are not compared. */
    public List<ScheduleChange> pending() {
        List<String> there = ids();
        SortedMap<String, Schedule> wanted = wanted();
        List<ScheduleChange> changes = new ArrayList<>();
        wanted.keySet().stream()
                .filter(id -> !there.contains(id))
                .forEach(id -> changes.add(new ScheduleChange(id, "missing")));
        there.stream()
                .filter(id -> !wanted.containsKey(id))
                .forEach(id -> changes.add(new ScheduleChange(id, "not in the runbook")));
        return changes;
    }

    /** The runbook's schedules as the engine has them. */
    public List<ScheduleLine> list() {
        return ids().stream().map(id -> line(client.getHandle(id).describe())).toList();
    }

    /** Pauses one or, with null, all; the ids. Throws USAGE for one that is not there. */
    public List<String> pause(List<String> names, String note) {
        return each(names, handle -> handle.pause(note));
    }

    /** Lets paused ones go on. */
    public List<String> resume(List<String> names, String note) {
        return each(names, handle -> handle.unpause(note));
    }

    /** Starts one now, paused or not, beside its times. Skipped while its last run goes on. */
    public String run(String name) {
        String id = find(name);
        client.getHandle(id).trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP);
        return id;
    }

    private List<String> each(List<String> names, java.util.function.Consumer<ScheduleHandle> change) {
        List<String> chosen =
                names.isEmpty() ? ids() : names.stream().map(this::find).toList();
        chosen.forEach(id -> change.accept(client.getHandle(id)));
        return chosen;
    }

    /** {@code backup/daily}, {@code drill/weekly} or the whole id; a plain name where it is one only. */
    private String find(String name) {
        List<String> known = ids();
        String book = runbook.runbook().name();
        List<String> found = known.stream()
                .filter(id -> id.equals(name)
                        || id.equals(name.replaceFirst("/", "/" + book + "/"))
                        || id.endsWith("/" + book + "/" + name))
                .toList();
        if (found.size() != 1) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    (found.isEmpty() ? "there is no schedule " + name : "\"" + name + "\" is more than one")
                            + "; there are: "
                            + (known.isEmpty() ? "none (`lifeboat schedules apply`)" : String.join(", ", known)));
        }
        return found.get(0);
    }

    private List<String> ids() {
        String name = runbook.runbook().name();
        return client.listSchedules()
                .map(ScheduleListDescription::getScheduleId)
                .filter(id -> KINDS.stream().anyMatch(kind -> id.startsWith(kind + "/" + name + "/")))
                .sorted()
                .toList();
    }

    private String put(String id, Schedule schedule) {
        try {
            client.createSchedule(id, schedule, ScheduleOptions.newBuilder().build());
            return "created";
        } catch (ScheduleAlreadyRunningException e) {
            boolean[] paused = {false};
            client.getHandle(id).update(input -> {
                Schedule known = input.getDescription().getSchedule();
                paused[0] = known.getState().isPaused();
                return new ScheduleUpdate(
                        Schedule.newBuilder(schedule).setState(known.getState()).build());
            });
            return paused[0] ? "kept, paused" : "kept";
        } catch (ScheduleException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, "schedule " + id + " was not accepted: " + reason(e), e);
        }
    }

    private static String reason(ScheduleException e) {
        return e.getCause() == null
                ? String.valueOf(e.getMessage())
                : String.valueOf(e.getCause().getMessage());
    }

    private SortedMap<String, Schedule> wanted() {
        Runbook book = runbook.runbook();
        SortedMap<String, Schedule> wanted = new TreeMap<>();
        book.backups().forEach((name, backup) -> {
            if (backup.at() != null) {
                wanted.put("backup/" + book.name() + "/" + name, backup(name, backup, ScheduleTime.parse(backup.at())));
            }
        });
        book.drills().forEach((name, drill) -> {
            if (drill.at() != null) {
                wanted.put("drill/" + book.name() + "/" + name, drill(name, drill, ScheduleTime.parse(drill.at())));
            }
        });
        String audit = book.audit().at();
        if (audit != null) {
            wanted.put("audit/" + book.name() + "/" + AUDIT, audit(ScheduleTime.parse(audit)));
        }
        Retention retention = book.retention();
        if (retention.at() != null) {
            wanted.put(RunIds.retention(book.name()), cleanUp(retention, ScheduleTime.parse(retention.at())));
        }
        return wanted;
    }

    private Schedule audit(ScheduleTime at) {
        Runbook book = runbook.runbook();
        return schedule(
                "VerifyAudit",
                "audit/" + book.name() + "/" + AUDIT,
                "the log and the chain of sets of " + book.name(),
                at,
                book.audit().timezone(),
                // What was tampered with stays so: it is told again each time, until a person has dealt with it.
                false,
                book);
    }

    private Schedule cleanUp(Retention retention, ScheduleTime at) {
        Runbook book = runbook.runbook();
        return schedule(
                "Retention",
                RunIds.retention(book.name()),
                "clean-up of " + book.name(),
                at,
                retention.timezone(),
                // One that was stopped by an alarm goes on by itself when a person has looked at that.
                false,
                new RetentionRequest(book, runbook.sha256(), null, "schedule"));
    }

    private Schedule backup(String name, BackupSchedule backup, ScheduleTime at) {
        Runbook book = runbook.runbook();
        BackupMode mode = backup.modeOf(name);
        return schedule(
                "Backup",
                "backup/" + book.name() + "/" + name,
                mode.wireName() + " backup of " + book.name(),
                at,
                backup.timezone(),
                // A backup that failed once must be tried again at its next time.
                false,
                new BackupRequest(
                        book,
                        runbook.sha256(),
                        mode,
                        null,
                        "schedule " + name,
                        backup.verify(),
                        content(backup),
                        backup.full()));
    }

    private SetContent content(BackupSchedule backup) {
        List<String> tables = backup.scope().stream()
                .flatMap(tier -> runbook.runbook().tiers().getOrDefault(tier, List.of()).stream())
                .toList();
        try {
            ChosenText.check(tables, List.of());
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.USAGE, "scope: " + e.getMessage(), e);
        }
        return SetContent.of(backup.form(), tables);
    }

    private Schedule drill(String name, DrillSchedule drill, ScheduleTime at) {
        Runbook book = runbook.runbook();
        return schedule(
                "Drill",
                "drill/" + book.name() + "/" + name,
                name + " drill of " + drill.set(),
                at,
                drill.timezone(),
                // A drill that failed says that the sets are not to be trusted: somebody has to look before the next.
                true,
                new DrillRequest(book, runbook.sha256(), drill.set(), name, "schedule " + name, null));
    }

    private Schedule schedule(
            String type,
            String id,
            String summary,
            ScheduleTime at,
            String timezone,
            boolean pauseOnFailure,
            Object input) {
        return Schedule.newBuilder()
                .setSpec(spec(at, timezone))
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(CATCH_UP)
                        .setPauseOnFailure(pauseOnFailure)
                        .build())
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(type)
                        .setArguments(input)
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(session.standingQueue(runbook))
                                .setStaticSummary(summary)
                                .setMemo(Map.of(Auditing.STARTED_BY, "schedule " + id))
                                // Not for beauty alone: the SDK (1.38) cannot describe an action with one of the two.
                                .setStaticDetails("scheduled by runbook "
                                        + runbook.runbook().name() + ", sha256 " + runbook.sha256())
                                .setWorkflowExecutionTimeout(LONGEST_RUN)
                                .build())
                        .build())
                .build();
    }

    private static ScheduleSpec spec(ScheduleTime at, String timezone) {
        ScheduleSpec.Builder spec = ScheduleSpec.newBuilder().setTimeZoneName(timezone);
        if (at instanceof ScheduleTime.Cron cron) {
            spec.setCronExpressions(List.of(cron.line()));
        } else if (at instanceof ScheduleTime.NthWeekday day) {
            int first = (day.nth() - 1) * 7 + 1;
            spec.setCalendars(List.of(ScheduleCalendarSpec.newBuilder()
                    .setSeconds(List.of(new ScheduleRange(0)))
                    .setMinutes(List.of(new ScheduleRange(day.minute())))
                    .setHour(List.of(new ScheduleRange(day.hour())))
                    .setDayOfMonth(List.of(new ScheduleRange(first, first + 6)))
                    .setDayOfWeek(List.of(new ScheduleRange(day.dayOfWeek())))
                    .build()));
        }
        return spec.build();
    }

    private static ScheduleLine line(ScheduleDescription description) {
        ScheduleInfo info = description.getInfo();
        List<Instant> next = info.getNextActionTimes();
        String note = description.getSchedule().getState().getNote();
        return new ScheduleLine(
                description.getId(),
                description.getSchedule().getState().isPaused(),
                note == null || note.isEmpty() ? null : note,
                next.isEmpty() ? null : next.get(0),
                info.getRecentActions().isEmpty()
                        ? null
                        : info.getRecentActions()
                                .get(info.getRecentActions().size() - 1)
                                .getStartedAt(),
                info.getNumActions(),
                info.getNumActionsSkippedOverlap(),
                info.getNumActionsMissedCatchupWindow());
    }
}
