package dev.lifeboat.backup;

/** A batch of chunks for {@link CopyBatchWorkflow}. */
public record CopyBatchTask(SnapshotTask snapshot, ChunkPage page) {}
