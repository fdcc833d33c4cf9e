package dev.lifeboat.store;

import java.time.Instant;

/** An object in a listing. */
public record StoredObject(String name, long size, Instant modified) {}
