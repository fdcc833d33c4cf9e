package dev.lifeboat.archive;

/** The link to the set before: a removed or replayed set shows. */
public record PreviousSet(String set, String manifestSha256) {}
