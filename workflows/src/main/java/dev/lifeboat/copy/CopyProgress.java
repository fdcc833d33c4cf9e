package dev.lifeboat.copy;

/**
 * How far a copy is.
 *
 * @param step in words
 * @param done objects of this step
 * @param objects of all
 */
public record CopyProgress(String step, int done, int objects) {}
