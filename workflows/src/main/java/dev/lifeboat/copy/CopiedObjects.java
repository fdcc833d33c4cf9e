package dev.lifeboat.copy;

/**
 * What became of some objects.
 *
 * @param objects that are in the copy now
 * @param bytes of those
 * @param sent how many of them were not there before
 * @param sentBytes of those
 */
public record CopiedObjects(int objects, long bytes, int sent, long sentBytes) {}
