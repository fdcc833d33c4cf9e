package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a table as a later set compares it with its own: rows, bytes and content hash are those of its parts.
 *
 * @param number from 1, without gaps
 * @param fromBlock the first heap page; null with {@code toBlock} null: the chunk is the whole table
 * @param toBlock the page after the last; null: up to the table's end
 * @param parts how many of the table's parts are the chunk's: those behind the parts of the chunks before
 * @param textSha256 of the chunk's COPY text, hex
 */
public record ChunkInfo(
        int number,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long fromBlock,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long toBlock,
        int parts,
        String textSha256) {}
