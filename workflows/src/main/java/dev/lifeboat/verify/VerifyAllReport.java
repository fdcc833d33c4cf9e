package dev.lifeboat.verify;

import dev.lifeboat.report.Reported;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the sets of a runbook were found.
 *
 * @param name the schedule in the runbook; {@code manual} if none
 * @param asked which sets were to be read
 * @param sets all that were read, in the order of the stores, those that failed among them
 * @param gone sets that were removed while the run went on: the examination of the log says whether on purpose
 * @param problems what could not be looked at
 * @param object where the signed report is, relative to the store; null until written
 */
public record VerifyAllReport(
        String runId,
        String runbook,
        String name,
        String asked,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        List<VerifiedSet> sets,
        List<KeptSet> gone,
        List<String> problems,
        @Nullable String object)
        implements Reported {
    public VerifyAllReport {
        sets = List.copyOf(sets);
        gone = List.copyOf(gone);
        problems = List.copyOf(problems);
    }

    /** Those that are not right, or could not be read. */
    public List<VerifiedSet> failed() {
        return sets.stream().filter(set -> set.error() != null).toList();
    }

    VerifyAllReport at(String place) {
        return new VerifyAllReport(
                runId, runbook, name, asked, startedBy, startedAt, endedAt, sets, gone, problems, place);
    }

    /** The same without the sets that are right: what a history keeps. */
    VerifyAllReport inShort() {
        return new VerifyAllReport(
                runId, runbook, name, asked, startedBy, startedAt, endedAt, failed(), gone, problems, object);
    }
}
