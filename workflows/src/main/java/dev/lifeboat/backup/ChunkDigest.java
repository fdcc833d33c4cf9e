package dev.lifeboat.backup;

/**
 * What a chunk's rows are, byte by byte and in their order.
 *
 * @param chunk its number in the table
 * @param textSha256 of its COPY text, hex
 */
public record ChunkDigest(long tableOid, int chunk, String textSha256) {}
