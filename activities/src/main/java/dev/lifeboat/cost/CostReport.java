package dev.lifeboat.cost;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Prices;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the stores of a runbook cost.
 *
 * @param lines by month, store and mode; first those of the past, then the forecast
 * @param notes what the figures leave out or assume
 */
public record CostReport(List<CostLine> lines, List<String> notes) {
    public CostReport {
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /** Of the month of now and those before it, {@code months} in all, and of as many to come. */
    public static CostReport of(Runbook runbook, ListedSets listing, KeepUntil keep, Instant now, int months) {
        List<String> notes = new ArrayList<>();
        List<StoredSpan> past = spans(listing, notes);
        List<Reading> readings = readings(runbook, listing);
        YearMonth current = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        SortedMap<String, Prices> prices = prices(runbook, notes);
        List<CostLine> lines = new ArrayList<>();
        for (int back = months - 1; back >= 0; back--) {
            lines.addAll(CostRules.month(
                    current.minusMonths(back), past, readings, store -> priceOf(prices, store), now, false));
        }
        List<StoredSpan> coming = new ArrayList<>(expiring(runbook, past, keep));
        coming.addAll(Forecast.spans(runbook, past, keep, now, current.plusMonths(months)));
        List<Reading> usual = usual(lines, current, months);
        for (int ahead = 1; ahead <= months; ahead++) {
            YearMonth month = current.plusMonths(ahead);
            lines.addAll(CostRules.month(
                    month, coming, usual, store -> priceOf(prices, store), CostRules.start(month.plusMonths(1)), true));
        }
        notes.add(
                "transfer is an estimate: a set counts as read whole for each time that it was verified, restored by a drill or"
                        + " copied; other restores and downloads are not in it");
        listing.silent()
                .forEach((store, reason) -> notes.add(
                        "store " + store + " does not answer (?), and what it holds is not in the figures: " + reason));
        return new CostReport(lines, notes);
    }

    /** Storage and transfer of all stores and modes by month, one amount a currency. */
    public SortedMap<YearMonth, List<Money>> totals() {
        SortedMap<YearMonth, List<Money>> amounts = new TreeMap<>();
        lines.forEach(line -> amounts.computeIfAbsent(line.month(), month -> new ArrayList<>())
                .addAll(List.of(line.storage(), line.transfer())));
        amounts.replaceAll((month, sums) -> Money.sums(sums));
        return amounts;
    }

    private static List<StoredSpan> spans(ListedSets listing, List<String> notes) {
        List<StoredSpan> spans = new ArrayList<>();
        int unread = 0;
        for (CataloguedSet set : listing.sets()) {
            SetFacts facts = set.facts();
            unread += facts.manifestSha256().isEmpty() ? 1 : 0;
            for (Copy copy : set.copies()) {
                if (copy.state() != null) {
                    spans.add(new StoredSpan(copy.store(), facts.mode(), facts.storedBytes(), facts.sealedAt(), null));
                }
            }
        }
        if (unread > 0) {
            notes.add(unread + " sets do not authenticate, and what they store is not in the figures");
        }
        listing.deleted()
                .forEach((store, marks) -> marks.forEach(mark -> {
                    try {
                        Tombstone stone = Tombstone.parse(mark.detail());
                        spans.add(new StoredSpan(store, modeOf(mark), stone.storedBytes(), stone.since(), mark.at()));
                    } catch (LifeboatException e) {
                        if (e.code() != ErrorCode.SET_CORRUPT) {
                            throw e;
                        }
                        notes.add(mark.set() + " was removed, and its cost is not in the figures: " + e.getMessage());
                    }
                }));
        return spans;
    }

    private static String modeOf(Mark mark) {
        int slash = mark.set().indexOf('/');
        return slash < 0 ? "" : mark.set().substring(0, slash);
    }

    /** By the marks in each store; and a copy was read from the first store. */
    private static List<Reading> readings(Runbook runbook, ListedSets listing) {
        String primary = String.valueOf(runbook.store().primary().name());
        List<Reading> readings = new ArrayList<>();
        for (CataloguedSet set : listing.sets()) {
            SetFacts facts = set.facts();
            for (Copy copy : set.copies()) {
                if (copy.state() != null && !copy.store().equals(primary)) {
                    readings.add(new Reading(primary, facts.mode(), facts.storedBytes(), facts.sealedAt()));
                }
                copy.marks().stream()
                        .filter(mark -> Stream.of(MarkKind.VERIFIED, MarkKind.FAILED, MarkKind.PROVEN)
                                .anyMatch(mark.kind()::equals))
                        .forEach(mark -> readings.add(new Reading(
                                copy.store(), facts.mode(), facts.storedBytes() + facts.reusedBytes(), mark.at())));
            }
        }
        return readings;
    }

    /** In the months to come as much is read as in the mean of those shown. */
    private static List<Reading> usual(List<CostLine> past, YearMonth current, int months) {
        List<Reading> usual = new ArrayList<>();
        for (int ahead = 1; ahead <= months; ahead++) {
            Instant at = CostRules.start(current.plusMonths(ahead));
            past.stream()
                    .filter(line -> line.gbRead().signum() > 0)
                    .forEach(line -> usual.add(new Reading(
                            line.store(),
                            line.mode(),
                            line.gbRead()
                                    .movePointRight(9)
                                    .divide(BigDecimal.valueOf(months), 0, RoundingMode.HALF_UP)
                                    .longValueExact(),
                            at)));
        }
        return usual;
    }

    /** What there is leaves when its time is over; what was removed is gone. */
    private static List<StoredSpan> expiring(Runbook runbook, List<StoredSpan> past, KeepUntil keep) {
        SortedMap<String, StoreLocation> stores = new TreeMap<>();
        runbook.store().all().forEach(store -> stores.put(String.valueOf(store.name()), store));
        return past.stream()
                .filter(span -> span.until() == null)
                .map(span -> new StoredSpan(
                        span.store(),
                        span.mode(),
                        span.bytes(),
                        span.from(),
                        Stream.of(BackupMode.values())
                                .filter(mode -> mode.wireName().equals(span.mode()))
                                .findFirst()
                                .map(mode ->
                                        keep.of(Objects.requireNonNull(stores.get(span.store())), mode, span.from()))
                                .orElse(null)))
                .toList();
    }

    private static SortedMap<String, Prices> prices(Runbook runbook, List<String> notes) {
        SortedMap<String, Prices> prices = new TreeMap<>();
        for (StoreLocation store : runbook.store().all()) {
            Prices given = store.prices();
            if (given == null) {
                notes.add("store " + store.name() + " has no prices in the runbook; taken for it: "
                        + Prices.DEFAULT.storage() + " " + Prices.DEFAULT.currency() + " a GB and month, "
                        + Prices.DEFAULT.transfer() + " a GB read");
            }
            prices.put(String.valueOf(store.name()), given == null ? Prices.DEFAULT : given);
        }
        return prices;
    }

    private static Prices priceOf(SortedMap<String, Prices> prices, String store) {
        return Objects.requireNonNull(prices.get(store));
    }
}
