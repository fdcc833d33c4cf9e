package dev.lifeboat.runbook;

import java.util.List;

/** What is done around the phases. */
public record Steps(List<Step> before, List<Step> after) {
    /** Nothing. */
    public static final Steps NONE = new Steps(List.of(), List.of());

    public Steps {
        before = before == null ? List.of() : List.copyOf(before);
        after = after == null ? List.of() : List.copyOf(after);
    }
}
