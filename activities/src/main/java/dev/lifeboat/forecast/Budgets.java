package dev.lifeboat.forecast;

import dev.lifeboat.notice.Spoken;
import dev.lifeboat.restore.PhaseForecast;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.Span;
import dev.lifeboat.runbook.Runbook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Forecasts against the budgets of the runbook. */
public final class Budgets {
    private Budgets() {}

    /** The phases that will usually be back after their budgets are over, one a line. */
    public static List<String> missed(List<PhasePlan> plans, Runbook runbook) {
        List<String> lines = new ArrayList<>();
        for (PhasePlan plan : plans) {
            PhaseForecast forecast = plan.forecast();
            Span ready = forecast == null ? null : forecast.readyAfter();
            Duration within = runbook.within(plan.name());
            if (forecast != null
                    && ready != null
                    && within != null
                    && ready.median().compareTo(within) > 0) {
                lines.add("phase " + plan.name() + " is expected back " + ready.words() + " after the start ("
                        + forecast.basis() + "), and its budget is " + Spoken.duration(within));
            }
        }
        return lines;
    }
}
