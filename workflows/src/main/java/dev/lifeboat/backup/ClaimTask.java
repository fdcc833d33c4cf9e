package dev.lifeboat.backup;

import dev.lifeboat.set.Vault;

/** A claimed folder, named for abandoning what was written into it. */
public record ClaimTask(Vault vault, String setId, String runId) {}
