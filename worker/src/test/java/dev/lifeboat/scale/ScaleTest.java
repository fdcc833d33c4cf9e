package dev.lifeboat.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.backup.BatchReceipt;
import dev.lifeboat.backup.ChunkPage;
import dev.lifeboat.backup.SealTask;
import dev.lifeboat.backup.SimulatedSource;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.worker.Converters;
import io.temporal.client.WorkflowExecutionMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A backup, its verification and a restore by the real workflows on a real Temporal server, with activities that do nothing, of as
 * many chunks as {@code -Dlifeboat.scale} says. What histories would be with 100,000 chunks is worked out; the figures are written
 * to {@code target/scale.md}.
 */
class ScaleTest {
    /** What the largest database is taken to have. */
    private static final int MOST_TABLES = 10_000;

    private static final int MOST_CHUNKS = 100_000;

    /** Temporal's: the server ends a workflow beyond the first two, and warns from the next two on. */
    private static final long MOST_EVENTS = 51_200;

    private static final long MOST_BYTES = 50L << 20;
    private static final long EVENTS_BEFORE_WARNING = 10_240;
    private static final long BYTES_BEFORE_WARNING = 10L << 20;
    /** Temporal warns of larger values, and refuses those eight times as large. */
    private static final long MOST_PAYLOAD = 256L << 10;

    private static final int WORKERS = 3;
    private static final int CHUNKS = Integer.getInteger("lifeboat.scale", 800);
    private static final int TABLES = Math.max(200, CHUNKS / 10);
    private static final int AT_A_TIME = Integer.getInteger("lifeboat.scale.parallelism", 16);
    private static final int TABLES_OF_THE_FIRST_PHASE = 10;
    /** As the phase's workflow loads them. */
    private static final int PARTS_A_BATCH = 200;

    private static final String BACKUP = "backup/simulation/daily-2026-01-14T02-00-00";
    private static final String RESTORE = "restore/simulation/restored";
    private static final Archive ARCHIVE = new Archive(null, null, AT_A_TIME, null, null, false);

    private final SimulatedSource source = new SimulatedSource(TABLES, CHUNKS, ARCHIVE);
    private final SimulatedSource largest = new SimulatedSource(MOST_TABLES, MOST_CHUNKS, ARCHIVE);
    private final int parts = parts(source);
    /** In the build five batches must do; by hand it is the whole set. */
    private final int loaded = CHUNKS <= 1_000 ? 5 * PARTS_A_BATCH : parts;

    private final List<PhasePlan> phases = phases(source, loaded);
    private final SimulatedBackup backup = new SimulatedBackup(source);
    private final SimulatedRestore restore = new SimulatedRestore(phases);
    private final SimulatedReading reading = new SimulatedReading(TABLES, parts);

    @Test
    void aHundredThousandChunksStayWithinTemporalsLimitsAndAreSharedBySeveralWorkers() throws Exception {
        try (Fleet fleet = Fleet.start(WORKERS, backup, restore, reading)) {
            List<List<Duration>> worked = new ArrayList<>(List.of(fleet.worked()));
            fleet.run("Backup", BACKUP, backupRequest(), BackupReport.class);
            worked.add(fleet.worked());
            List<Integer> shares = fleet.done();
            RestoreReport report = fleet.run("Restore", RESTORE, restoreRequest(), RestoreReport.class);
            worked.add(fleet.worked());

            assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
            assertThat(backup.copied()).isEqualTo(chunks(source)).isBetween(CHUNKS * 95 / 100, CHUNKS);
            assertThat(reading.verified()).isEqualTo(parts);
            assertThat(restore.loaded()).isEqualTo(loaded);
            assertThat(restore.readBack()).isEqualTo(TABLES);

            List<Measured> runs = measured(fleet);
            Files.writeString(Path.of("target", "scale.md"), describe(runs, shares, fleet.done(), worked));
            runs.forEach(this::assertWithinLimits);
            assertThat(runs).extracting(Measured::type).contains("CopyBatch", "LoadBatch", "Phase", "Verify");
            assertShared(shares);
            assertShared(fleet.done());
        }
        assertThat(size(sealOfTheLargest())).as("the order to seal").isLessThan(MOST_PAYLOAD);
        assertThat(size(SimulatedRestore.plan(phases(largest, parts(largest)))))
                .as("the plan of a restore")
                .isLessThan(MOST_PAYLOAD);
    }

    @Test
    void aPageOfTheLongestNamesStaysWithinTemporalsLimits() {
        for (ChunkPage page : largest.pages()) {
            assertThat(size(page)).as("page " + page.number()).isLessThan(MOST_PAYLOAD);
        }
    }

    private void assertWithinLimits(Measured run) {
        long more = more(run.type());
        boolean warned = run.type().equals("Phase");
        assertThat(run.events(more)).as("events of " + run).isLessThan(warned ? MOST_EVENTS : EVENTS_BEFORE_WARNING);
        assertThat(run.bytes(more)).as("bytes of " + run).isLessThan(warned ? MOST_BYTES : BYTES_BEFORE_WARNING);
        assertThat(run.payload()).as("largest value of " + run).isLessThan(MOST_PAYLOAD);
    }

    /** At least half of what each would have if all had the same. */
    private static void assertShared(List<Integer> done) {
        int all = done.stream().mapToInt(Integer::intValue).sum();
        assertThat(done).allSatisfy(one -> assertThat(one).isGreaterThan(all / WORKERS / 2));
    }

    /** How many more batches there would be for the largest database: all those of a restore in one phase. */
    private long more(String type) {
        return type.equals("Backup")
                ? largest.pages().size() - source.pages().size()
                : (parts(largest) - loaded) / PARTS_A_BATCH;
    }

    private SealTask sealOfTheLargest() {
        SealTask sealed = backup.sealed();
        List<BatchReceipt> batches = IntStream.rangeClosed(1, largest.pages().size())
                .mapToObj(SimulatedBackup::receipt)
                .toList();
        return new SealTask(
                sealed.snapshot(),
                sealed.held(),
                sealed.runId(),
                sealed.runbookSha256(),
                sealed.mode(),
                sealed.label(),
                sealed.reason(),
                sealed.schema(),
                batches,
                sealed.target(),
                sealed.sealedAt(),
                sealed.anomalies());
    }

    private static long size(Object value) {
        return Converters.converter().toPayload(value).orElseThrow().getSerializedSize();
    }

    private static int chunks(SimulatedSource source) {
        return source.pages().stream().mapToInt(page -> page.allChunks().size()).sum();
    }

    private static int parts(SimulatedSource source) {
        return source.pages().stream()
                .flatMap(page -> page.allChunks().stream())
                .mapToInt(SimulatedSource::parts)
                .sum();
    }

    private static List<PhasePlan> phases(SimulatedSource source, int parts) {
        List<String> names = source.names();
        return List.of(
                PhasePlan.of(
                        "auth",
                        names.subList(0, TABLES_OF_THE_FIRST_PHASE),
                        TABLES_OF_THE_FIRST_PHASE,
                        TABLES_OF_THE_FIRST_PHASE,
                        0,
                        0,
                        0),
                PhasePlan.of(
                        Runbook.REMAINDER,
                        names.subList(TABLES_OF_THE_FIRST_PHASE, names.size()),
                        parts - TABLES_OF_THE_FIRST_PHASE,
                        parts - TABLES_OF_THE_FIRST_PHASE,
                        0,
                        0,
                        0));
    }

    /** Of every run, when the server's index knows how each has ended. */
    private static List<Measured> measured(Fleet fleet) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (fleet.client()
                .listExecutions("ExecutionStatus = 'Running'")
                .findAny()
                .isPresent()) {
            assertThat(Instant.now()).as("every run has ended").isBefore(deadline);
            Thread.onSpinWait();
        }
        List<Measured> measured = new ArrayList<>();
        for (WorkflowExecutionMetadata run : fleet.client().listExecutions("").toList()) {
            measured.add(Measured.of(
                    run,
                    fleet.client()
                            .fetchHistory(
                                    run.getExecution().getWorkflowId(),
                                    run.getExecution().getRunId())));
        }
        return measured;
    }

    private String describe(
            List<Measured> runs, List<Integer> backupShares, List<Integer> shares, List<List<Duration>> worked) {
        StringBuilder text = new StringBuilder();
        line(text, "%,d tables, %,d chunks, %,d parts, %d at a time", TABLES, backup.copied(), parts, AT_A_TIME);
        line(
                text,
                "| workflow | runs | events | bytes | largest value | events of the largest | bytes of the largest |");
        line(text, "|---|---|---|---|---|---|---|");
        for (String type : runs.stream().map(Measured::type).distinct().sorted().toList()) {
            List<Measured> own =
                    runs.stream().filter(run -> run.type().equals(type)).toList();
            Measured longest =
                    own.stream().max(Comparator.comparing(Measured::events)).orElseThrow();
            Measured widest =
                    own.stream().max(Comparator.comparing(Measured::payload)).orElseThrow();
            line(
                    text,
                    "| %s | %d | %,d | %,d | %,d (%s) | %,d | %,d |",
                    type,
                    own.size(),
                    longest.events(),
                    longest.bytes(),
                    widest.payload(),
                    widest.carrier(),
                    longest.events(more(type)),
                    longest.bytes(more(type)));
        }
        for (Measured run : runs) {
            if (run.type().equals("Backup")
                    || run.type().equals("Restore")
                    || run.type().equals("Verify")) {
                line(
                        text,
                        "%s: %.1f s, %.2f ms a chunk, %.2f ms a part",
                        run.type(),
                        run.took().toMillis() / 1000.0,
                        run.took().toMillis() / (double) backup.copied(),
                        run.took().toMillis() / (double) (run.type().equals("Restore") ? loaded : parts));
            }
        }
        processors(text, "backup and verification, a chunk", worked.get(0), worked.get(1), backup.copied());
        processors(text, "restore, a part", worked.get(1), worked.get(2), loaded);
        line(text, "activities of each worker in the backup: %s, in all: %s", backupShares, shares);
        line(
                text,
                "the largest database: %,d pages, %,d parts, %,d bytes to seal, %,d bytes of plan",
                largest.pages().size(),
                parts(largest),
                size(sealOfTheLargest()),
                size(SimulatedRestore.plan(phases(largest, parts(largest)))));
        return text.toString();
    }

    private static void processors(
            StringBuilder text, String what, List<Duration> before, List<Duration> after, int number) {
        line(
                text,
                "processor time of %s: workers %.2f ms, server %.2f ms",
                what,
                after.get(0).minus(before.get(0)).toMillis() / (double) number,
                after.get(1).minus(before.get(1)).toMillis() / (double) number);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static Runbook runbook() {
        return Runbook.of(
                        "simulation",
                        new Database("env:DATABASE_URL", null),
                        new StoreSettings(StoreLocation.folder("/var/lib/lifeboat/backups"), List.of()),
                        new Keys(
                                List.of("/etc/lifeboat/keys/2026.pub.asc", "/etc/lifeboat/keys/offline.pub.asc"),
                                "file:/etc/lifeboat/keys/signing.sec.asc",
                                List.of("file:/etc/lifeboat/keys/2026.sec.asc"),
                                null,
                                List.of()))
                .withArchive(ARCHIVE)
                .withPhases(List.of(new Phase(
                        "auth",
                        null,
                        List.of("users"),
                        List.of(),
                        List.of(new Check("every user has an e-mail", "select 0", 0, null, null, null)),
                        Approval.DEFAULT)));
    }

    private static BackupRequest backupRequest() {
        return new BackupRequest(
                runbook(), "0f".repeat(32), BackupMode.DAILY, null, null, true, SetContent.WHOLE, false);
    }

    private static RestoreRequest restoreRequest() {
        return new RestoreRequest(
                runbook(),
                "0f".repeat(32),
                "latest",
                DatabaseRef.of("env:TARGET_URL"),
                "restored",
                true,
                false,
                false,
                null,
                "sam@laptop",
                List.of(),
                true,
                false,
                Rights.ALL,
                Selection.ALL,
                null,
                null);
    }
}
