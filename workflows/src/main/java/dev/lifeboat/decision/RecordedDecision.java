package dev.lifeboat.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A decision as it stands in the report. */
public record RecordedDecision(
        String phase,
        String stage,
        Verb verb,
        String by,
        boolean authenticated,
        @Nullable String reason,
        String evidence,
        Instant at) {}
