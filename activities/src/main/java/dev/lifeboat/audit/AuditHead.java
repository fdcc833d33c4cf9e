package dev.lifeboat.audit;

import dev.lifeboat.archive.PreviousSet;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement of how far a log and a chain of sets reached: whoever cuts either off has to take it away, too, from every
 * store.
 *
 * @param newest the set that was sealed last, and its manifest; null: there was none
 * @param log its newest entry
 */
public record AuditHead(String runbook, @Nullable PreviousSet newest, AuditLink log, Instant at) {}
