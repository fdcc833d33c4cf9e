package dev.lifeboat.schedule;

import com.google.protobuf.Timestamp;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.schedule.ScheduleChange.Field;
import dev.lifeboat.schedule.ScheduleChange.Kind;
import dev.lifeboat.session.Session;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.workflowservice.v1.ListScheduleMatchingTimesRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleBackfill;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleInfo;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
    /** Of a month each hour; the engine keeps a thousand in mind, and forgets the rest. */
    private static final int MOST_BACKFILLED = 31 * 24;

    private final Session session;
    private final LoadedRunbook runbook;
    private final EngineSchedules engine;
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
        this.engine = new EngineSchedules(session.client());
        this.client = engine.client();
    }

    /** What {@link #apply} would do, one entry a schedule of the runbook or of the engine, sorted by id. Changes nothing. */
    public List<ScheduleChange> compare() {
        TreeSet<String> all = new TreeSet<>(ids());
        all.addAll(planned.keySet());
        return all.stream()
                .flatMap(id -> Stream.ofNullable(change(id, engine.described(id))))
                .toList();
    }

    /** Null: it is neither wanted nor there. */
    private @Nullable ScheduleChange change(String id, @Nullable ScheduleDescription known) {
        PlannedSchedule wanted = planned.get(id);
        boolean paused = known != null && known.getSchedule().getState().isPaused();
        if (wanted == null) {
            return known == null
                    ? null
                    : new ScheduleChange(
                            id,
                            Kind.REMOVED,
                            paused,
                            List.of(new Field(
                                    "at", Calendars.words(known.getSchedule().getSpec()), "")));
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
        return ids().stream()
                .flatMap(id -> Stream.ofNullable(engine.described(id)))
                .map(this::line)
                .toList();
    }

    /** The ids of those that the runbook wants. */
    public SortedSet<String> wanted() {
        return new TreeSet<>(planned.keySet());
    }

    /** Pauses one or, with none, all; the ids. Throws USAGE for one that is not there. */
    public List<String> pause(List<String> names, String note) {
        return each(names, handle -> handle.pause(note));
    }

    /** Lets paused ones go on. */
    public List<String> resume(List<String> names, String note) {
        return each(names, handle -> handle.unpause(note));
    }

    /** Starts one now, paused or not, beside its times. Throws ALREADY_RUNNING while a run of it goes on. */
    public String run(String name) {
        String id = find(name);
        ScheduleHandle handle = client.getHandle(id);
        String goesOn = RunResult.goingOn(session.client(), handle.describe().getInfo());
        if (goesOn != null) {
            throw new LifeboatException(
                    ErrorCode.ALREADY_RUNNING, goesOn + " goes on, and of a schedule one run at a time does");
        }
        handle.trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP);
        return id;
    }

    /** Times of a schedule that are made up for. */
    public record Backfill(String id, List<Instant> times) {
        public Backfill {
            times = List.copyOf(times);
        }
    }

    /**
     * Makes up for the times of a schedule in a span, its ends among it, one run behind the other. Throws USAGE for a span that is
     * turned round, too long, not over yet, or has no time of the schedule or too many.
     */
    public Backfill backfill(String name, Instant from, Instant to, Instant now) {
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
        // Some servers do not count the very first moment.
        Instant before = from.minusMillis(1);
        List<Instant> times = times(id, before, to);
        if (times.isEmpty() || times.size() > MOST_BACKFILLED) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    times.isEmpty()
                            ? "from " + from + " to " + to + " there is no time of " + id
                            : "from " + from + " to " + to + " " + id + " has more than " + MOST_BACKFILLED
                                    + " times: choose a shorter span");
        }
        client.getHandle(id)
                .backfill(List.of(
                        new ScheduleBackfill(before, to, ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL)));
        return new Backfill(id, times);
    }

    /** As the engine reckons: its schedule may not be the runbook's. */
    private List<Instant> times(String id, Instant from, Instant to) {
        return session
                .client()
                .getWorkflowServiceStubs()
                .blockingStub()
                .listScheduleMatchingTimes(ListScheduleMatchingTimesRequest.newBuilder()
                        .setNamespace(session.client().getOptions().getNamespace())
                        .setScheduleId(id)
                        .setStartTime(timestamp(from))
                        .setEndTime(timestamp(to))
                        .build())
                .getStartTimeList()
                .stream()
                .map(time -> Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))
                .toList();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
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
        return engine.ids(runbook.runbook().name());
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
