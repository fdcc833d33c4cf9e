package dev.lifeboat.drill;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** The work of a search for the last good set, beside that of drills. */
@ActivityInterface
public interface BisectActivities {
    /** The sets to choose from, oldest first; changes nothing. Throws USAGE (no such gate), NO_SUCH_SET. */
    @ActivityMethod(name = "ListBisectSets")
    List<BisectSet> sets(BisectRequest request);

    /** Asks the gate in a restored copy; changes nothing. Throws TARGET_UNREACHABLE. */
    @ActivityMethod(name = "AskGate")
    Probed ask(ProbeRequest request, ThrowAway throwAway);
}
