package dev.lifeboat.schedule;

/**
 * What applying did to one schedule, or would do.
 *
 * @param change created, kept, removed, or "kept, paused"; missing, or "not in the runbook"
 */
public record ScheduleChange(String id, String change) {}
