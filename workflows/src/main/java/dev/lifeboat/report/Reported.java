package dev.lifeboat.report;

import java.time.Instant;

/** What the report of every kind of run says: which run, whose, when, and who started it. */
public interface Reported {
    String runId();

    String runbook();

    Instant startedAt();

    Instant endedAt();

    String startedBy();
}
