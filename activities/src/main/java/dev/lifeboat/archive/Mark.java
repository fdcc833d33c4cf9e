package dev.lifeboat.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement about a set.
 *
 * @param manifestSha256 of the set it speaks of
 * @param detail why it failed, or where the report is; null: nothing to add
 * @param store whose objects were read; null: those of several, or an earlier version did not say, or it speaks of the set
 *     wherever it lies
 * @param runbook whose run said so; null: an earlier version did not say
 */
public record Mark(
        MarkKind kind,
        String set,
        String manifestSha256,
        String runId,
        Instant at,
        @Nullable String detail,
        @Nullable String store,
        @Nullable String runbook) {
    /** One that speaks of the set wherever it lies. */
    public Mark(MarkKind kind, String set, String manifestSha256, String runId, Instant at, @Nullable String detail) {
        this(kind, set, manifestSha256, runId, at, detail, null, null);
    }

    /** The same of one store. */
    public Mark readFrom(@Nullable String name) {
        return new Mark(kind, set, manifestSha256, runId, at, detail, name, runbook);
    }

    Mark by(String name) {
        return new Mark(kind, set, manifestSha256, runId, at, detail, store, runbook == null ? name : runbook);
    }

    /** Whether it says of another store that what lies there is good. */
    boolean praisesAnother(@Nullable String here) {
        return (kind == MarkKind.VERIFIED || kind == MarkKind.PROVEN)
                && store != null
                && here != null
                && !store.equals(here);
    }
}
