package dev.lifeboat.restore;

/** Rows and bytes that are now committed in the target, by this or an earlier try. */
public record LoadReceipt(long rows, long bytes) {}
