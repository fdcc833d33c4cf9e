package dev.lifeboat.backup;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Holding a snapshot open while others read under it. */
@ActivityInterface
public interface SnapshotActivities {
    /**
     * Locks every table ({@code ACCESS SHARE}), exports (or imports and exports again) a snapshot, lists the tables again
     * under it, signals {@code snapshot-held} and keeps its transaction open until it is cancelled. Tried once: a second
     * try would be another snapshot. Heartbeats the seconds held. Returns normally when cancelled.
     *
     * <p>Throws BACKUP_YIELDED when a session waits behind its locks for longer than {@code yieldAfter}, SNAPSHOT_LOST
     * when its connection dies or the snapshot cannot be imported, LOCK_NOT_AVAILABLE, SOURCE_UNREACHABLE,
     * PRIVILEGE_MISSING.
     */
    @ActivityMethod(name = "HoldSnapshot")
    void hold(HoldTask task);
}
