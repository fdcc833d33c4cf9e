package dev.lifeboat.restore;

import dev.lifeboat.notice.Spoken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a phase will take, by earlier drills and restores of the runbook.
 *
 * @param takes from its turn until it is back, without the time that people take to decide
 * @param readyAfter from the start of the restore until it is back; null: nothing is known of a phase before it
 * @param drills how many drills it is from
 * @param restores how many restores it is from
 */
public record PhaseForecast(Span takes, @Nullable Span readyAfter, int drills, int restores) {
    public PhaseForecast {
        if (drills + restores < 1) {
            throw new IllegalArgumentException("a forecast is made from something");
        }
    }

    /** {@code from 5 drills and 1 restore}. */
    public String basis() {
        List<String> parts = new ArrayList<>();
        if (drills > 0) {
            parts.add(Spoken.count(drills, "drill"));
        }
        if (restores > 0) {
            parts.add(Spoken.count(restores, "restore"));
        }
        return "from " + String.join(" and ", parts);
    }
}
