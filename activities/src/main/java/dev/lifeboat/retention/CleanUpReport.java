package dev.lifeboat.retention;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.report.Reported;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.time.Instant;
import java.util.List;

/**
 * What a clean-up did to a store: signed, beside its plan.
 *
 * @param plan where the plan is
 * @param planSha256 of its bytes
 * @param deleted the sets that it removed, with the reasons for which they went; not those that somebody else took meanwhile
 * @param bytes those had stored
 * @param kept the sets that stay, with the reasons
 * @param leftovers what belonged to no set and is gone
 * @param leftoverBytes of those
 * @param notes of what was planned and stays
 */
public record CleanUpReport(
        String runId,
        String runbook,
        String store,
        Instant startedAt,
        Instant endedAt,
        String startedBy,
        String plan,
        String planSha256,
        List<SetDecision> deleted,
        @JsonProperty("storedBytes") @JsonAlias("bytes") long bytes,
        List<SetDecision> kept,
        List<Leftover> leftovers,
        long leftoverBytes,
        List<String> notes,
        List<String> warnings)
        implements Reported {
    public CleanUpReport {
        deleted = List.copyOf(deleted);
        kept = List.copyOf(kept);
        leftovers = List.copyOf(leftovers);
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
    }

    /** Reads one back from its store; throws NoSuchObjectException, SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT. */
    public static CleanUpReport read(Runbook runbook, String store, String object, Secrets secrets) {
        return new SignedRecords(Surveyor.alone(runbook, store, secrets))
                .read(object, CleanUpReport.class)
                .value();
    }
}
