package dev.lifeboat.health;

import java.time.Instant;

/**
 * A problem that people have heard of.
 *
 * @param since when it was found first
 */
public record OpenProblem(HealthProblem problem, Instant since) {}
