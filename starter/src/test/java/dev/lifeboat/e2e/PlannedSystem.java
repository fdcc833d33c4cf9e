package dev.lifeboat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.Deciding;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import dev.lifeboat.schedule.Schedules;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import dev.lifeboat.worker.LifeboatWorker;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleState;
import io.temporal.client.schedules.ScheduleUpdate;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One of the examples as it would stand in production: its database, its stores, its schedules on a Temporal server, a worker, and a
 * program that takes its notices. All of them live by a clock that the test moves, and each schedule is started for each of its due
 * times when that clock shows it.
 */
final class PlannedSystem implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");

    private final Path folder;
    private final Session session;
    private final MovedTime time;
    private final LoadedRunbook loaded;
    private final Schedules schedules;
    private final EmbeddedServer server;
    private final WireMockServer hook;
    private final WorkflowServiceStubs stubs;
    private final LifeboatWorker worker;
    private final List<Ran> ran = new ArrayList<>();
    private Instant done;
    private int heard;

    /**
     * A run that a schedule started.
     *
     * @param error null: it ended well
     */
    private record Ran(String schedule, Instant due, String error) {
        /** As {@code 01 02:00 backup/daily}. */
        @Override
        public String toString() {
            return due.toString()
                            .substring("2025-06-".length(), "2025-06-01T02:00".length())
                            .replace('T', ' ') + " " + schedule + (error == null ? "" : " failed");
        }
    }

    PlannedSystem(
            Path folder,
            Session session,
            EmbeddedServer server,
            WireMockServer hook,
            String example,
            Instant start,
            UnaryOperator<String> change)
            throws IOException, SQLException {
        this.folder = Files.createDirectories(folder);
        this.session = session;
        this.server = server;
        this.hook = hook;
        this.time = new MovedTime(start);
        this.done = start.minusSeconds(1);
        this.loaded = moved(write(example, change));
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, example, null);
        move(start);
        createDatabase();
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(
                        session.client().getWorkflowServiceStubs().getOptions().getTarget())
                .setGrpcClientInterceptors(List.of(new MovedAnswers(time)))
                .build());
        this.worker = LifeboatWorker.standing(
                WorkflowClient.newInstance(stubs, session.client().getOptions()),
                session.standingQueue(loaded),
                new Secrets(Map.of("DATABASE_URL", server.url(example), "WEBHOOK", hook.baseUrl() + "/" + example)),
                Files.createDirectories(folder.resolve("state")),
                time);
        this.schedules = new Schedules(session, loaded);
        schedules.apply(schedules.compare());
        endSchedules();
    }

    /** In the past, so that the real calendar starts nothing meanwhile. */
    private void endSchedules() {
        for (ScheduledRun run : ScheduledRun.of(loaded.runbook())) {
            update(run.id(), planned -> Schedule.newBuilder(planned)
                    .setSpec(ScheduleSpec.newBuilder(planned.getSpec())
                            .setEndAt(PAST)
                            .build())
                    .build());
        }
    }

    private void update(String schedule, UnaryOperator<Schedule> change) {
        ScheduleClient.newInstance(
                        session.client().getWorkflowServiceStubs(),
                        ScheduleClientOptions.newBuilder()
                                .setDataConverter(session.client().getOptions().getDataConverter())
                                .build())
                .getHandle(schedule)
                .update(input ->
                        new ScheduleUpdate(change.apply(input.getDescription().getSchedule())));
    }

    private LoadedRunbook write(String example, UnaryOperator<String> change) throws IOException {
        Path file = folder.resolve("runbook.yaml");
        String plan =
                Files.readString(Path.of(System.getProperty("lifeboat.root"), "examples", example, "runbook.yaml"));
        Files.writeString(file, change.apply(plan) + "notify: { webhook: \"env:WEBHOOK\" }\n");
        return RunbookFile.load(file);
    }

    /** With folders for buckets. */
    private LoadedRunbook moved(LoadedRunbook planned) {
        Runbook book = planned.runbook();
        List<StoreLocation> stores = book.store().all().stream()
                .map(store -> MovedFolders.insteadOf(store, folder.resolve(String.valueOf(store.name())), time))
                .toList();
        return new LoadedRunbook(
                new Runbook(
                        book.name(),
                        book.database(),
                        new StoreSettings(stores.get(0), stores.subList(1, stores.size())),
                        book.keys(),
                        book.archive(),
                        book.objectives(),
                        book.tiers(),
                        book.phases(),
                        book.backups(),
                        book.drills(),
                        book.drillServer(),
                        book.target(),
                        book.roleMap(),
                        book.steps(),
                        book.notifications(),
                        book.people(),
                        book.approvals(),
                        book.retention(),
                        book.audit(),
                        book.anomalies(),
                        book.verify(),
                        book.health()),
                planned.sha256(),
                planned.file());
    }

    /** Its clock is the moved one, too. */
    private void createDatabase() throws SQLException {
        execute("postgres", "CREATE DATABASE \"" + name() + "\"");
        execute(
                name(),
                "ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO real_clock_timestamp",
                "CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql AS $$ SELECT"
                        + " pg_catalog.real_clock_timestamp() + pg_catalog.pg_read_file('" + clockFile()
                        + "')::pg_catalog.interval $$");
    }

    private Path clockFile() {
        return folder.resolve("clock").toAbsolutePath();
    }

    private void move(Instant then) throws IOException {
        time.moveTo(then);
        Files.writeString(clockFile(), time.ahead().toMillis() + " milliseconds");
    }

    String name() {
        return loaded.runbook().name();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(name()));
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Lets the time go on to a moment: whatever is due before it is started when it is due, and waited for. */
    void liveUntil(Instant end) throws Exception {
        liveUntil(end, (run, due) -> true);
    }

    /** The same, without what the test leaves out. */
    void liveUntil(Instant end, BiPredicate<ScheduledRun, Instant> chosen) throws Exception {
        while (true) {
            SortedMap<Instant, List<ScheduledRun>> next = new TreeMap<>();
            for (ScheduledRun run : ScheduledRun.of(loaded.runbook())) {
                Instant due = DueTimes.next(run, done);
                if (due != null && due.isBefore(end)) {
                    next.computeIfAbsent(due, any -> new ArrayList<>()).add(run);
                }
            }
            if (next.isEmpty()) {
                break;
            }
            done = next.firstKey();
            List<ScheduledRun> due = next.get(done).stream()
                    .filter(run -> chosen.test(run, done))
                    .toList();
            move(done);
            // What is due at one time runs side by side, as it would.
            for (ScheduledRun run : due) {
                // The schedule itself has to find that it is due then: it starts a run for each time of a span.
                schedules.backfill(run.id(), done.minusSeconds(30), done.plusSeconds(1), done.plusSeconds(1));
            }
            for (ScheduledRun run : due) {
                ran.add(new Ran(run.kind() + "/" + run.name(), done, ended(run)));
            }
        }
        move(end);
    }

    /** Null: well. */
    private String ended(ScheduledRun run) throws Exception {
        String id = run.id() + "-" + done;
        WorkflowStub stub = session.client().newUntypedWorkflowStub(id);
        Await.until(id + " is started", PATIENCE, () -> started(stub));
        if (run.kind().equals(ScheduledRun.DRILL)
                && Objects.requireNonNull(loaded.runbook().drills().get(run.name()))
                                .signOff()
                        != null) {
            signOff(id);
        }
        try {
            stub.getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, JsonNode.class);
            return null;
        } catch (WorkflowFailedException e) {
            return String.valueOf(e.getCause() == null ? e : e.getCause());
        }
    }

    private static boolean started(WorkflowStub stub) {
        try {
            return stub.describe() != null;
        } catch (WorkflowNotFoundException e) {
            return false;
        }
    }

    /** As a person does over the API. */
    private void signOff(String id) throws Exception {
        WorkflowStub drill = session.client().newUntypedWorkflowStub(id);
        Await.until(
                id + " waits for its sign-off",
                PATIENCE,
                () -> drill.query("progress", RestoreProgress.class).waiting() != null);
        Waiting waiting = Objects.requireNonNull(
                drill.query("progress", RestoreProgress.class).waiting());
        Decision decision = new Decision(
                id,
                waiting.phase(),
                waiting.stage(),
                Verb.APPROVE,
                waiting.evidence(),
                waiting.nonce(),
                loaded.runbook().people().contacts().get(0).name(),
                List.of("admin"),
                null,
                null,
                time.instant(),
                null);
        new Deciding(session).send(waiting, session.signer().sign(decision));
    }

    /** What ran since this was asked last, in the order in which it was due, as {@code 01 02:00 backup/daily}. */
    List<String> ran() {
        List<String> lines = ran.stream().map(Ran::toString).toList();
        ran.clear();
        return lines;
    }

    /**
     * What people were told since this was asked last, and how often, as {@code info backup_completed backup/daily}; but not what
     * {@code doctor} finds on the test's machine, with its folders for buckets and its superuser.
     */
    SortedMap<String, Integer> told() throws IOException {
        SortedMap<String, Integer> told = new TreeMap<>();
        List<LoggedRequest> all = hook.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo("/" + name())));
        for (LoggedRequest request : all.subList(heard, all.size())) {
            JsonNode notice = JSON.readTree(request.getBody());
            String line = String.join(
                    " ",
                    notice.path("severity").asText(),
                    notice.path("event").asText(),
                    notice.path("key").asText().replace("/" + name(), ""));
            if (!line.contains(" health/doctor/")) {
                told.merge(line, 1, Integer::sum);
            }
        }
        heard = all.size();
        return told;
    }

    /** How far every set is believed, over all stores. */
    SortedMap<String, SetState> states() {
        SortedMap<String, SetState> states = new TreeMap<>();
        OpenVault vault = OpenVault.of(Vault.of(loaded.runbook()), new Secrets(Map.of()));
        new Catalogue(vault).list().sets().forEach(set -> states.put(set.facts().set(), set.state()));
        return states;
    }

    /** The sealed sets of a store, sorted. */
    List<String> sets(String store) throws IOException {
        Path root = folder.resolve(store);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith("manifest.json"))
                    .map(file -> root.relativize(file.getParent()).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Whether a store has the mark of a set's removal. */
    boolean hasTombstone(String store, String set) throws IOException {
        try (Stream<Path> records =
                Files.list(folder.resolve(store).resolve("records").resolve(set))) {
            return records.anyMatch(file -> String.valueOf(file.getFileName()).startsWith("deleted-"));
        }
    }

    /** Has a schedule start its next run by itself, after an interval of the real time; after that it starts none. */
    void fireAfter(String schedule, Duration interval) {
        update(schedule, planned -> Schedule.newBuilder(planned)
                .setSpec(ScheduleSpec.newBuilder()
                        .setIntervals(List.of(new ScheduleIntervalSpec(interval)))
                        .build())
                .setState(ScheduleState.newBuilder()
                        .setLimitedAction(true)
                        .setRemainingActions(1)
                        .build())
                .build());
    }

    @Override
    public void close() {
        worker.close();
        stubs.shutdownNow();
    }
}
