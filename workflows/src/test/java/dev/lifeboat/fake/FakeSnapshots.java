package dev.lifeboat.fake;

import dev.lifeboat.backup.HeldSnapshot;
import dev.lifeboat.backup.HoldTask;
import dev.lifeboat.backup.SnapshotActivities;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Holders of snapshots, which die when the test says so. A snapshot that nobody holds cannot be read. */
public final class FakeSnapshots implements SnapshotActivities {
    private final Journal journal;
    private final Script script;
    private final Set<String> alive = ConcurrentHashMap.newKeySet();
    private final Map<String, ErrorCode> dying = new ConcurrentHashMap<>();

    FakeSnapshots(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    /** The holder's connection breaks, now or as soon as it holds something. */
    public void kill(int attempt, int holder, ErrorCode code) {
        dying.put(id(attempt, holder), code);
    }

    /** Whether a reader with these snapshots can still import one. */
    boolean anyAlive(List<String> ids) {
        return ids.stream().anyMatch(alive::contains);
    }

    public boolean isAlive(int attempt, int holder) {
        return alive.contains(id(attempt, holder));
    }

    public boolean nobodyHolds() {
        return alive.isEmpty();
    }

    @Override
    public void hold(HoldTask task) {
        String id = id(task.attempt(), task.holder());
        script.play("hold " + id);
        if (task.holder() == 2) {
            journal.require(task.importFrom() != null, "the second holder imports the first one's snapshot");
        }
        ActivityExecutionContext context = Activity.getExecutionContext();
        alive.add(id);
        journal.add("hold " + id);
        try {
            context.getWorkflowClient()
                    .newUntypedWorkflowStub(context.getInfo().getWorkflowId())
                    .signal(
                            "snapshot-held",
                            new HeldSnapshot(task.holder(), task.attempt(), id, "0/16B3748", Instant.EPOCH, 2));
            while (true) {
                ErrorCode end = dying.get(id);
                if (end != null) {
                    throw Failures.toFailure(new LifeboatException(end, "holder " + id + " ended"));
                }
                context.heartbeat(null);
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        } catch (ActivityCompletionException e) {
            journal.add("release " + id);
            throw e;
        } finally {
            alive.remove(id);
        }
    }

    private static String id(int attempt, int holder) {
        return attempt + "-" + holder;
    }
}
