package dev.lifeboat.rotation;

import dev.lifeboat.keys.KeyDescription;
import java.util.List;

/**
 * What a rotation did.
 *
 * @param made the new key's two files
 * @param diff the runbook's changed lines, each after {@code -} or {@code +}
 * @param warnings what remains to be done, and why nothing else was
 */
public record Rotated(List<KeyDescription> made, List<String> diff, List<String> warnings) {
    public Rotated {
        made = List.copyOf(made);
        diff = List.copyOf(diff);
        warnings = List.copyOf(warnings);
    }
}
