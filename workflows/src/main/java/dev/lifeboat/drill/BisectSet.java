package dev.lifeboat.drill;

import java.time.Instant;

/** A set that may be tried. */
public record BisectSet(String set, String manifestSha256, Instant takenAt) {}
