package dev.lifeboat.retention;

import java.time.Instant;

/**
 * A folder whose manifest does not authenticate.
 *
 * @param problem what is wrong with it
 * @param modified when its manifest was written, by the store's clock
 */
public record UnreadableSet(String set, String problem, Instant modified) {}
