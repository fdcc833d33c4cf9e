package dev.lifeboat.restore;

/** Loads {@code from} (inclusive) to {@code to} (exclusive) of a phase. */
public record LoadBatchTask(RunTask run, String phase, int from, int to, int parallelism) {}
