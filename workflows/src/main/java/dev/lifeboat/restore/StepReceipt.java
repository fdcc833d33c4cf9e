package dev.lifeboat.restore;

import java.util.List;

/**
 * What a building step did.
 *
 * @param created how many objects were made now
 * @param notes for the report, for example foreign keys that wait for a later phase
 */
public record StepReceipt(int created, List<String> notes) {
    public StepReceipt {
        notes = List.copyOf(notes);
    }
}
