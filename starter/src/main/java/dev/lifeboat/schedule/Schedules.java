package dev.lifeboat.schedule;

import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.schedule.ScheduleChange.Field;
import dev.lifeboat.schedule.ScheduleChange.Kind;
import dev.lifeboat.session.Session;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleBackfill;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleInfo;
import io.temporal.client.schedules.ScheduleListDescription;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of a runbook. An id is {@code backup/<runbook>/<name>}, and likewise for drills and verifications;
 * {@code audit/<runbook>/verify}, {@code retention/<runbook>/clean-up} and {@code health/<runbook>/check} are one each. A run's id
 * is that and the time. Applying twice changes nothing; an operator's pause outlives it.
 */
public final class Schedules {
    /** What was missed longer ago than this is not made up for: a backup of last week is none. */
    private static final Duration CATCH_UP = Duration.ofHours(12);

    private static final int NEXT_RUNS = 5;
    /** Each time in it is a run. */
    private static final Duration LONGEST_BACKFILL = Duration.ofDays(31);

    private final Session session;
    private final LoadedRunbook runbook;
    private final ScheduleClient client;
    private final SortedMap<String, PlannedSchedule> planned;

    public Schedules(Session session, LoadedRunbook runbook) {
        if (session.inMemory()) {
            throw new LifeboatException(ErrorCode.NOT_ON_THIS_ENGINE, "the in-memory engine has no schedules");
        }
        this.session = session;
        this.runbook = runbook;
        this.planned = new RunbookSchedules(
                        runbook,
                        List.of(session.signer().publicKey()),
                        session.directDecisions(runbook.runbook().approvals().direct()))
                .all();
        this.client = ScheduleClient.newInstance(
                session.client().getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(session.client().getOptions().getNamespace())
                        .setDataConverter(session.client().getOptions().getDataConverter())
                        .build());
    }

    /** What {@link #apply} would do, one entry a schedule of the runbook or of the engine, sorted by id. Changes nothing. */
    public List<ScheduleChange> compare() {
        List<String> known = ids();
        TreeSet<String> all = new TreeSet<>(known);
        all.addAll(planned.keySet());
        return all.stream()
                .map(id -> change(id, known.contains(id) ? client.getHandle(id).describe() : null))
                .toList();
    }

    private ScheduleChange change(String id, @Nullable ScheduleDescription known) {
        PlannedSchedule wanted = planned.get(id);
        boolean paused = known != null && known.getSchedule().getState().isPaused();
        if (wanted == null) {
            String times =
                    known == null ? "" : Calendars.words(known.getSchedule().getSpec());
            return new ScheduleChange(id, Kind.REMOVED, paused, List.of(new Field("at", times, "")));
        }
        Schedule schedule = schedule(wanted);
        if (known == null) {
            String times = Calendars.words(schedule.getSpec());
            return new ScheduleChange(id, Kind.ADDED, false, List.of(new Field("at", "", times)));
        }
        List<Field> fields = ScheduleDifference.between(known.getSchedule(), schedule, wanted);
        return new ScheduleChange(id, fields.isEmpty() ? Kind.UNCHANGED : Kind.CHANGED, paused, fields);
    }

    /** Does what was compared, so that the engine has exactly the runbook's schedules. */
    public void apply(List<ScheduleChange> changes) {
        for (ScheduleChange change : changes) {
            switch (change.change()) {
                case ADDED, CHANGED -> put(change.id(), schedule(Objects.requireNonNull(planned.get(change.id()))));
                case REMOVED -> client.getHandle(change.id()).delete();
                case UNCHANGED -> {
                    // What is as it should be is not touched.
                }
            }
        }
    }

    /** The runbook's schedules as the engine has them. */
    public List<ScheduleLine> list() {
        return ids().stream().map(id -> line(client.getHandle(id).describe())).toList();
    }

    /** Pauses one or, with none, all; the ids. Throws USAGE for one that is not there. */
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

    /**
     * Makes up for the times of a schedule in a span, one run behind the other. The id. Throws USAGE for a span that is turned
     * round, too long, or not over yet.
     */
    public String backfill(String name, Instant from, Instant to, Instant now) {
        String id = find(name);
        if (!from.isBefore(to) || to.isAfter(now)) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "a span from " + from + " to " + to + ": it must begin before it ends, and be over");
        }
        if (Duration.between(from, to).compareTo(LONGEST_BACKFILL) > 0) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "a span from " + from + " to " + to + " is longer than 31 days");
        }
        client.getHandle(id)
                .backfill(List.of(
                        new ScheduleBackfill(from, to, ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL)));
        return id;
    }

    private List<String> each(List<String> names, Consumer<ScheduleHandle> change) {
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
                .filter(id -> ScheduledRun.KINDS.stream().anyMatch(kind -> id.startsWith(kind + "/" + name + "/")))
                .sorted()
                .toList();
    }

    private void put(String id, Schedule schedule) {
        try {
            client.createSchedule(id, schedule, ScheduleOptions.newBuilder().build());
        } catch (ScheduleAlreadyRunningException e) {
            client.getHandle(id)
                    .update(input -> new ScheduleUpdate(Schedule.newBuilder(schedule)
                            .setState(input.getDescription().getSchedule().getState())
                            .build()));
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

    private Schedule schedule(PlannedSchedule wanted) {
        return Schedule.newBuilder()
                .setSpec(Calendars.spec(wanted.run()))
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(CATCH_UP)
                        .setPauseOnFailure(wanted.pauseOnFailure())
                        .build())
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(wanted.type())
                        .setArguments(wanted.input())
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(wanted.id())
                                .setTaskQueue(session.standingQueue(runbook))
                                .setStaticSummary(wanted.summary())
                                .setMemo(Map.of(Auditing.STARTED_BY, "schedule " + wanted.id()))
                                // Not for beauty alone: the SDK (1.38) cannot describe an action with one of the two.
                                .setStaticDetails("scheduled by runbook "
                                        + runbook.runbook().name() + ", sha256 " + runbook.sha256())
                                .setWorkflowExecutionTimeout(wanted.longest())
                                .build())
                        .build())
                .build();
    }

    private ScheduleLine line(ScheduleDescription description) {
        ScheduleInfo info = description.getInfo();
        RunResult last = RunResult.last(session.client(), info);
        String note = description.getSchedule().getState().getNote();
        return new ScheduleLine(
                description.getId(),
                Calendars.words(description.getSchedule().getSpec()),
                description.getSchedule().getState().isPaused(),
                note == null || note.isEmpty() ? null : note,
                info.getNextActionTimes().stream().limit(NEXT_RUNS).toList(),
                last == null ? null : last.startedAt(),
                last == null ? null : last.run(),
                last == null ? null : last.result(),
                info.getNumActions(),
                info.getNumActionsSkippedOverlap(),
                info.getNumActionsMissedCatchupWindow());
    }
}
