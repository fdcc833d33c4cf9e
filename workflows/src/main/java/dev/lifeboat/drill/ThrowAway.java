package dev.lifeboat.drill;

import dev.lifeboat.set.DatabaseRef;

/**
 * A database made for one drill.
 *
 * @param embedded whether a whole server was started for it on the worker
 * @param name unique to the run; destroyed by it
 */
public record ThrowAway(DatabaseRef target, String name, boolean embedded) {}
