package dev.lifeboat.backup;

import java.time.Instant;

/**
 * A holder's announcement.
 *
 * @param snapshotId as {@code pg_export_snapshot()} returned it
 * @param lsn the write-ahead log position, or the replay position on a replica
 * @param tables how many tables with rows are in the snapshot
 */
public record HeldSnapshot(int holder, int attempt, String snapshotId, String lsn, Instant takenAt, int tables) {}
