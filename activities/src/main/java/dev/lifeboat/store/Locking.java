package dev.lifeboat.store;

import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.StoreLocation;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long a store locks what is written to it: the longest of all times that are known.
 *
 * @param spans at least one; which is the longest depends on the calendar
 */
public record Locking(ObjectLock.Mode mode, List<Period> spans) {
    /** Where neither {@code lock.days} nor a {@code keep} says how long: as long as the longest usual retention. */
    public static final Period UNKNOWN = Period.ofYears(1);

    public Locking {
        spans = List.copyOf(spans);
    }

    /**
     * What a runbook says of a store: {@code lock.days}, its own {@code keep}, and that of the sets that are written. Empty: it
     * does not lock.
     *
     * @param keep how long what is written is to be kept; null: not known
     */
    public static Optional<Locking> of(StoreLocation location, @Nullable Period keep) {
        ObjectLock lock = location.lock();
        if (lock == null) {
            return Optional.empty();
        }
        List<Period> spans = new ArrayList<>();
        if (lock.days() != null) {
            spans.add(Period.ofDays(lock.days()));
        }
        if (location.keep() != null) {
            spans.add(location.keep());
        }
        if (keep != null) {
            spans.add(keep);
        }
        return Optional.of(new Locking(lock.mode(), spans.isEmpty() ? List.of(UNKNOWN) : spans));
    }

    /** When the lock of something that is written then ends. */
    public Instant from(Instant begin) {
        return spans.stream()
                .map(span -> LockTime.after(begin, span))
                .max(Instant::compareTo)
                .orElseThrow();
    }
}
