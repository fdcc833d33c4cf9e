package dev.lifeboat.health;

import dev.lifeboat.runbook.Runbook;

/** Whose health is looked at. */
public record HealthRequest(Runbook runbook, String runbookSha256, String startedBy) {}
