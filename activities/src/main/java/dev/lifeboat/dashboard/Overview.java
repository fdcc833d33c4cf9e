package dev.lifeboat.dashboard;

import dev.lifeboat.readiness.Readiness;
import java.util.List;

/**
 * What somebody sees who asks how things stand while nothing is being restored.
 *
 * @param warnings stores that could not be read, a sentence each: what they know is in none of the figures
 */
public record Overview(String runbook, Readiness readiness, Dashboard dashboard, List<String> warnings) {
    public Overview {
        warnings = List.copyOf(warnings);
    }
}
