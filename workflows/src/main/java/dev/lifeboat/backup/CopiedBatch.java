package dev.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/**
 * A batch that was copied.
 *
 * @param last behind which chunk the next batch starts; null: there is none
 */
public record CopiedBatch(BatchReceipt receipt, @Nullable TableChunk last) {}
