package dev.lifeboat.drill;

import dev.lifeboat.set.DatabaseRef;
import org.jspecify.annotations.Nullable;

/**
 * A database made for one drill.
 *
 * @param embedded whether a whole server was started for it on the worker
 * @param name unique to the run; destroyed by it
 * @param queue of the workers on that machine, which alone reach it; null: whoever works on the drill's queue does
 */
public record ThrowAway(
        DatabaseRef target,
        String name,
        boolean embedded,
        @Nullable String queue) {}
