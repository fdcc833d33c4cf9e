package dev.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/**
 * A batch of chunks for {@link CopyBatchWorkflow}, which plans it itself: the plan stays in its history, and out of the
 * backup's.
 *
 * @param number of the batch, from 1
 * @param after the last chunk of the batch before; null: this is the first one
 */
public record CopyBatchTask(
        SnapshotTask snapshot, int number, @Nullable TableChunk after) {}
