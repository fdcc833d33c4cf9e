package dev.lifeboat.backup;

import dev.lifeboat.backup.SnapshotActivitiesImpl.Held;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.sweep.Calls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real set, taken by the real activities in the order of the workflow, without a Temporal server. */
public final class TakenSet {
    private TakenSet() {}

    /** Takes a set of the runbook's database and returns its id. */
    public static String take(Runbook runbook, Secrets secrets) {
        return take(runbook, secrets, new ClientTools(Map.of("PATH", "/usr/bin")));
    }

    /** As {@link #take(Runbook, Secrets)}, with client tools of other versions. */
    public static String take(Runbook runbook, Secrets secrets, ClientTools tools) {
        return take(runbook, secrets, tools, SetContent.WHOLE);
    }

    /** As {@link #take(Runbook, Secrets, ClientTools)}, of a part of the database or in another form. */
    public static String take(Runbook runbook, Secrets secrets, ClientTools tools, SetContent content) {
        return take(runbook, secrets, tools, content, false).set().setId();
    }

    /** A set and what was planned for it. */
    record Taken(SealedSet set, BackupPlan plan) {}

    static Taken take(Runbook runbook, Secrets secrets, ClientTools tools, SetContent content, boolean full) {
        PostgresConnector connector = new PostgresConnector(secrets);
        BackupActivities backup = new BackupActivitiesImpl(secrets, connector, tools, Clock.systemUTC(), "test");
        return take(runbook, connector, backup, content, full);
    }

    /** As {@link #take(Runbook, Secrets)}, each of whose activities is called as the policy says. */
    static String take(Runbook runbook, Secrets secrets, Calls.Policy policy) {
        PostgresConnector connector = new PostgresConnector(secrets);
        AtomicInteger tries = new AtomicInteger();
        BackupActivities backup = new BackupActivitiesImpl(
                secrets,
                connector,
                new ClientTools(Map.of("PATH", "/usr/bin")),
                Clock.systemUTC(),
                "test",
                tries::incrementAndGet);
        return take(runbook, connector, Calls.through(BackupActivities.class, backup, policy), SetContent.WHOLE, false)
                .set()
                .setId();
    }

    private static Taken take(
            Runbook runbook, PostgresConnector connector, BackupActivities backup, SetContent content, boolean full) {
        BackupRequest request =
                new BackupRequest(runbook, "0".repeat(64), BackupMode.ON_DEMAND, null, null, false, content, full);
        String runId = "backup/" + runbook.name() + "/test";
        BackupPlan plan = backup.preflight(request, runId);
        String source = runbook.database().url();
        try (Held held = new SnapshotActivitiesImpl(connector)
                .take(new HoldTask(source, 1, 1, null, Duration.ofSeconds(30)), new CountDownLatch(1))) {
            SnapshotTask task = new SnapshotTask(
                    request.vault(),
                    source,
                    runbook.archive(),
                    plan.setId(),
                    1,
                    List.of(held.announcement().snapshotId()),
                    content,
                    plan.reuse());
            BatchReceipt schema = backup.dumpSchema(task);
            List<BatchReceipt> batches = new java.util.ArrayList<>();
            @Nullable TableChunk after = null;
            int number = 1;
            do {
                ChunkPage page = backup.planChunks(task, number++, after);
                batches.add(backup.recordBatch(
                        task,
                        page,
                        page.groups().stream()
                                .map(group -> backup.copyChunks(task, group))
                                .toList()));
                after = page.last();
            } while (after != null);
            SealTask seal = new SealTask(
                    task,
                    held.announcement(),
                    runId,
                    request.runbookSha256(),
                    request.mode(),
                    null,
                    null,
                    schema,
                    batches,
                    runbook.target(),
                    Instant.now(),
                    runbook.anomalies());
            return new Taken(backup.seal(seal), plan);
        }
    }
}
