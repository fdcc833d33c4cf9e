package dev.lifeboat.cost;

import java.time.Instant;

/** A set that was read from a store. */
public record Reading(String store, String mode, long bytes, Instant at) {}
