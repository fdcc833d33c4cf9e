package dev.lifeboat.health;

import dev.lifeboat.notice.Severity;

/**
 * Something that is not as it should be. Holds no secret and no row of data.
 *
 * @param id the same as long as it is the same problem, {@code age/daily}: by it people hear of it once
 * @param check which look found it
 * @param what is wrong, in a sentence without its end
 * @param impact what that means
 * @param action what to do
 */
public record HealthProblem(String id, String check, Severity severity, String what, String impact, String action) {}
