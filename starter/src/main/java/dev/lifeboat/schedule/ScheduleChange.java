package dev.lifeboat.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * What applying does to one schedule.
 *
 * @param paused whether an operator paused it, which outlives every change
 * @param fields what is different; of an added or removed one its times
 */
public record ScheduleChange(String id, Kind change, boolean paused, List<Field> fields) {
    /** What becomes of it. */
    public enum Kind {
        ADDED,
        CHANGED,
        UNCHANGED,
        REMOVED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What such a schedule is until then. */
        public String words() {
            return switch (this) {
                case ADDED -> "missing";
                case CHANGED -> "not as the runbook says";
                case UNCHANGED -> "as the runbook says";
                case REMOVED -> "not in the runbook";
            };
        }
    }

    /**
     * One difference.
     *
     * @param from empty: there was none
     * @param to empty: there will be none
     */
    public record Field(String name, String from, String to) {
        /** For a list. */
        public String words() {
            return name + ": " + (from.isEmpty() ? to : to.isEmpty() ? from : from + " -> " + to);
        }
    }

    public ScheduleChange {
        fields = List.copyOf(fields);
    }

    /** Whether anything has to be done. */
    public boolean any() {
        return change != Kind.UNCHANGED;
    }
}
