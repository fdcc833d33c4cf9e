package dev.lifeboat.verify;

/** What was read and found right. */
public record VerifiedRange(int objects, long rows, long bytes) {}
