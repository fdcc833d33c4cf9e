package dev.lifeboat.schedule;

/**
 * What applying did to one schedule.
 *
 * @param change created, kept, removed, or "kept, paused"
 */
public record ScheduleChange(String id, String change) {}
