package dev.lifeboat.retention;

import java.util.List;

/**
 * What a store holds.
 *
 * @param sets those that authenticate, sorted by name, also other runbooks'
 * @param unreadable those that do not, sorted by name
 * @param alarms beside sets that do not authenticate, and where this is a copy, those of the primary store
 */
public record Survey(List<SurveyedSet> sets, List<UnreadableSet> unreadable, List<String> alarms) {
    public Survey {
        sets = List.copyOf(sets);
        unreadable = List.copyOf(unreadable);
        alarms = List.copyOf(alarms);
    }
}
