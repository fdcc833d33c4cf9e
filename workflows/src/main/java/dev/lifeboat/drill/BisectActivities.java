package dev.lifeboat.drill;

import dev.lifeboat.set.Vault;
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

    /** Writes the report (JSON and HTML), named by the run and its start, and returns where it is. Throws STORE_UNAVAILABLE. */
    @ActivityMethod(name = "ReportBisect")
    String report(Vault vault, BisectRun run);
}
