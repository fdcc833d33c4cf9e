package dev.lifeboat.archive;

import java.time.Instant;

/** The one moment that a set shows. */
public record SnapshotInfo(Instant takenAt, String lsn) {}
