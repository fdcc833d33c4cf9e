package dev.lifeboat.cost;

import dev.lifeboat.catalogue.Money;
import dev.lifeboat.runbook.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** From bytes and times to money. Pure. docs/catalogue.md has the formulas. */
public final class CostRules {
    private static final BigDecimal GB = BigDecimal.valueOf(1_000_000_000);
    private static final int DIGITS = 6;

    private CostRules() {}

    private record Place(String store, String mode) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byStore = store.compareTo(other.store);
            return byStore != 0 ? byStore : mode.compareTo(other.mode);
        }
    }

    /**
     * A line for each store and mode of which something was stored or read in the month.
     *
     * @param end nothing is counted from then on: now, for months that are over or run; the month's end for those to come
     */
    public static List<CostLine> month(
            YearMonth month,
            List<StoredSpan> spans,
            List<Reading> readings,
            Function<String, Prices> prices,
            Instant end,
            boolean forecast) {
        SortedMap<Place, BigDecimal> stored = new TreeMap<>();
        SortedMap<Place, BigDecimal> read = new TreeMap<>();
        for (StoredSpan span : spans) {
            BigDecimal part = part(month, span, end);
            if (part.signum() > 0) {
                stored.merge(
                        new Place(span.store(), span.mode()),
                        part.multiply(BigDecimal.valueOf(span.bytes())),
                        BigDecimal::add);
            }
        }
        for (Reading reading : readings) {
            if (YearMonth.from(reading.at().atOffset(ZoneOffset.UTC)).equals(month)) {
                read.merge(
                        new Place(reading.store(), reading.mode()),
                        BigDecimal.valueOf(reading.bytes()),
                        BigDecimal::add);
            }
        }
        read.keySet().forEach(place -> stored.putIfAbsent(place, BigDecimal.ZERO));
        List<CostLine> lines = new ArrayList<>();
        stored.forEach((place, bytes) -> {
            Prices price = prices.apply(place.store());
            String currency = Objects.requireNonNull(price.currency());
            BigDecimal out = read.getOrDefault(place, BigDecimal.ZERO);
            lines.add(new CostLine(
                    month,
                    place.store(),
                    place.mode(),
                    gigabytes(bytes),
                    Money.ofBytes(bytes, Objects.requireNonNull(price.storage()), currency),
                    gigabytes(out),
                    Money.ofBytes(out, Objects.requireNonNull(price.transfer()), currency),
                    forecast));
        });
        return lines;
    }

    private static BigDecimal gigabytes(BigDecimal bytes) {
        return bytes.divide(GB, DIGITS, RoundingMode.HALF_UP);
    }

    /** Which part of the month, 0 to 1, the span lasts. */
    private static BigDecimal part(YearMonth month, StoredSpan span, Instant end) {
        Instant first = start(month);
        Instant next = start(month.plusMonths(1));
        Instant from = later(first, span.from());
        Instant last = earlier(next, end);
        Instant until = span.until();
        Instant to = until == null ? last : earlier(last, until);
        return from.isBefore(to)
                ? BigDecimal.valueOf(Duration.between(from, to).toSeconds())
                        .divide(
                                BigDecimal.valueOf(Duration.between(first, next).toSeconds()),
                                2 * DIGITS,
                                RoundingMode.HALF_UP)
                : BigDecimal.ZERO;
    }

    /** When a month begins. */
    static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
