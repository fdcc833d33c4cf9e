package dev.lifeboat.drill;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.restore.RestoreReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a drill went.
 *
 * @param proven whether every gate was green, as far as a database alone can answer it, and the set was marked proven
 * @param restore of one that failed what there was until then; null: nothing was planned yet, or reports of older versions
 * @param error why the drill failed; null: it did not. A proven one may have failed, too: its copy could not be destroyed
 * @param warnings of the choice of the set; those of the restore are in its report
 * @param object where the report is kept, relative to the store (`.json`, with `.html` beside it); null until written
 * @param way how the set was restored: {@link #BY_LIFEBOAT} or {@link #BY_HAND}; null in reports of older versions
 * @param mutations how the gates did against known damage; null: they were not tried
 * @param chaos what was killed in the middle; null: nothing was to be
 * @param signOff who signed the report off, or refused to; empty: nobody has to, or nobody has yet
 * @param startedBy null in reports of older versions
 */
public record DrillReport(
        String runId,
        String name,
        @JsonProperty("set") @JsonAlias("setId") String setId,
        boolean proven,
        Instant startedAt,
        Instant endedAt,
        @Nullable RestoreReport restore,
        @Nullable String error,
        List<String> warnings,
        @Nullable String object,
        @Nullable String way,
        @Nullable MutationReport mutations,
        @Nullable String chaos,
        List<RecordedDecision> signOff,
        @Nullable String startedBy) {
    /** Restored by Lifeboat itself. */
    public static final String BY_LIFEBOAT = "lifeboat";

    /** Restored by the set's own script, with gpg, pg_restore and psql. */
    public static final String BY_HAND = "restore.sh";

    /** Begins {@link #chaos} where a worker was to be killed and none was, with the reason behind it. */
    public static final String NOBODY_KILLED = "no worker was killed: ";

    /** Reports of before warnings were in them have none. */
    @JsonCreator
    public DrillReport {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        signOff = signOff == null ? List.of() : List.copyOf(signOff);
    }

    /** Of a plain drill. */
    public DrillReport(
            String runId,
            String name,
            String setId,
            boolean proven,
            Instant startedAt,
            Instant endedAt,
            @Nullable RestoreReport restore,
            @Nullable String error,
            List<String> warnings,
            @Nullable String object) {
        this(
                runId,
                name,
                setId,
                proven,
                startedAt,
                endedAt,
                restore,
                error,
                warnings,
                object,
                BY_LIFEBOAT,
                null,
                null,
                List.of(),
                null);
    }

    /** Who started it; null: an older version's report of a drill that restored nothing. */
    public @Nullable String by() {
        return startedBy == null && restore != null ? restore.startedBy() : startedBy;
    }

    /** The same at its place. */
    public DrillReport placedAt(String place) {
        return new DrillReport(
                runId, name, setId, proven, startedAt, endedAt, restore, error, warnings, place, way, mutations, chaos,
                signOff, startedBy);
    }

    /** The same with what people said of it. */
    public DrillReport signedOff(List<RecordedDecision> decisions) {
        return new DrillReport(
                runId, name, setId, proven, startedAt, endedAt, restore, error, warnings, object, way, mutations, chaos,
                decisions, startedBy);
    }
}
