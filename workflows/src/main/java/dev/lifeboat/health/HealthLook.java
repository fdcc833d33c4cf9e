package dev.lifeboat.health;

import java.util.List;

/**
 * What one look found.
 *
 * @param checks how many there were
 * @param problems the worst first
 * @param unseen the checks that could not look: what they found earlier may still be so
 */
public record HealthLook(int checks, List<HealthProblem> problems, List<String> unseen) {
    public HealthLook {
        problems = List.copyOf(problems);
        unseen = List.copyOf(unseen);
    }
}
