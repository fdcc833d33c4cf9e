package dev.lifeboat.retention;

import java.util.List;

/**
 * What became of a part of a plan.
 *
 * @param objects that were removed by this try; a repeat finds none
 * @param notes of what was planned and stays, with the reason
 */
public record RemovedBatch(int objects, List<String> notes) {
    public RemovedBatch {
        notes = List.copyOf(notes);
    }
}
