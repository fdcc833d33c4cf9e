package dev.lifeboat.drill;

import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DrillWorkflow} is asked to do.
 *
 * @param set {@code latest}, {@code latest:MODE}, {@code random-MODE} or an id
 * @param name the drill schedule this belongs to; {@link #MANUAL} if none
 * @param despiteAlarm why an alarmed set is rehearsed; null: it is not
 * @param manifestSha256 pins the set once it was chosen; null: it was not yet
 * @param options what it does beyond a plain drill
 */
public record DrillRequest(
        Runbook runbook,
        String runbookSha256,
        String set,
        String name,
        String startedBy,
        @Nullable String despiteAlarm,
        @Nullable String manifestSha256,
        DrillOptions options) {
    /** The name of a drill that belongs to no schedule: a person started it. */
    public static final String MANUAL = "manual";

    public DrillRequest {
        options = options == null ? DrillOptions.NONE : options;
    }

    /** Of a set that is still to be chosen. */
    public DrillRequest(
            Runbook runbook,
            String runbookSha256,
            String set,
            String name,
            String startedBy,
            @Nullable String despiteAlarm) {
        this(runbook, runbookSha256, set, name, startedBy, despiteAlarm, null, DrillOptions.NONE);
    }

    /** Whether a person started it, who sees its error. */
    boolean manual() {
        return name.equals(MANUAL);
    }

    /** The same with these options. */
    public DrillRequest with(DrillOptions others) {
        return new DrillRequest(runbook, runbookSha256, set, name, startedBy, despiteAlarm, manifestSha256, others);
    }

    DrillRequest of(ChosenSet chosen) {
        return new DrillRequest(
                runbook, runbookSha256, chosen.set(), name, startedBy, despiteAlarm, chosen.manifestSha256(), options);
    }
}
