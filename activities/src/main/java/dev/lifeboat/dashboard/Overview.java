package dev.lifeboat.dashboard;

import dev.lifeboat.readiness.Readiness;

/** What somebody sees who asks how things stand while nothing is being restored. */
public record Overview(String runbook, Readiness readiness, Dashboard dashboard) {}
