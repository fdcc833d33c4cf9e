package dev.lifeboat.health;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a drill proved a set last, by the signed reports: they stay when the set, and the mark on it, are gone. */
final class ProvenDrills implements Supplier<Optional<Instant>> {
    /** Weekly ones of two years; each that failed costs a read. */
    private static final int MOST_REPORTS = 100;

    private final Supplier<ReportArchive> reports;
    private final String runbook;

    ProvenDrills(Supplier<ReportArchive> reports, String runbook) {
        this.reports = reports;
        this.runbook = runbook;
    }

    @Override
    public Optional<Instant> get() {
        try {
            return last(
                    reports.get().signed(ReportType.DRILL, runbook, any -> true).limit(MOST_REPORTS));
        } catch (LifeboatException e) {
            // That the store does not answer is told by who looks at stores.
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw new UnseenException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** When the last of these proved one; they come newest first, and are read no further than that. */
    static Optional<Instant> last(Stream<DrillReport> newestFirst) {
        return newestFirst
                .filter(drill -> drill.proven() && drill.restore() != null)
                .map(DrillReport::endedAt)
                .findFirst();
    }

    /** By the marks on sets and by these reports, which stay when a set goes; null: never. */
    static @Nullable Instant known(SeenSets seen, List<DrillReport> newestFirst) {
        return later(seen.proven(), last(newestFirst.stream()).orElse(null));
    }

    /** The later of two; null: neither is known. */
    static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
