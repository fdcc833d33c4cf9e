package dev.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/**
 * A range of heap pages of one table.
 *
 * @param number from 1, unique in the table
 * @param fromBlock the first page, inclusive; null with {@code toBlock} null: the whole table
 * @param toBlock the page after the last; null: open, so that pages added since planning are covered
 * @param estimatedBytes of heap
 */
public record TableChunk(
        long tableOid,
        String schema,
        String table,
        int number,
        @Nullable Long fromBlock,
        @Nullable Long toBlock,
        long estimatedBytes) {}
