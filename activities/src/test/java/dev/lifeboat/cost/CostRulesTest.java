package dev.lifeboat.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.Prices;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostRulesTest {
    private static final YearMonth APRIL = YearMonth.of(2026, 4);
    private static final Instant LONG_AFTER = Instant.parse("2027-01-01T00:00:00Z");
    private static final long TEN_GB = 10_000_000_000L;

    @Test
    void aWholeMonthCostsThePriceAndHalfAMonthHalfOfIt() {
        assertThat(lines(span("2026-01-01T00:00:00Z", null), LONG_AFTER))
                .extracting(line -> line.storage().text())
                .containsExactly("0.23 USD");
        assertThat(lines(span("2026-04-16T00:00:00Z", null), LONG_AFTER))
                .extracting(line -> line.gbMonths().toPlainString())
                .containsExactly("5.000000");
    }

    @Test
    void aSetThatWasRemovedCountsForTheTimeThatItWasThere() {
        assertThat(lines(span("2026-03-20T00:00:00Z", "2026-04-04T00:00:00Z"), LONG_AFTER))
                .extracting(line -> line.gbMonths().toPlainString())
                .containsExactly("1.000000");
        assertThat(lines(span("2026-03-20T00:00:00Z", "2026-04-01T00:00:00Z"), LONG_AFTER))
                .isEmpty();
    }

    @Test
    void theRunningMonthIsCountedToNowOnly() {
        assertThat(lines(span("2026-01-01T00:00:00Z", null), Instant.parse("2026-04-04T00:00:00Z")))
                .extracting(line -> line.gbMonths().toPlainString())
                .containsExactly("1.000000");
        assertThat(lines(span("2026-05-01T00:00:00Z", null), Instant.parse("2026-04-04T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void aSpanThatEndsBeforeItBeginsCostsNothing() {
        assertThat(lines(span("2026-04-20T00:00:00Z", "2026-04-10T00:00:00Z"), LONG_AFTER))
                .isEmpty();
    }

    @Test
    void readingIsPaidInTheMonthInWhichItHappensAlsoWhereNothingIsStoredAnyMore() {
        Reading april = new Reading("primary", "daily", TEN_GB, Instant.parse("2026-04-30T23:59:59Z"));
        Reading may = new Reading("primary", "daily", TEN_GB, Instant.parse("2026-05-01T00:00:00Z"));
        assertThat(CostRules.month(APRIL, List.of(), List.of(april, may), store -> Prices.DEFAULT, LONG_AFTER, false))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.transfer().text()).isEqualTo("0.90 USD");
                    assertThat(line.storage().amount()).isEqualByComparingTo("0");
                });
    }

    @Test
    void eachStoreHasItsOwnPricesAndCurrencyAndEachModeItsOwnLine() {
        Prices euros = new Prices(new BigDecimal("0.01"), BigDecimal.ZERO, "EUR");
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(CostRules.month(
                        APRIL,
                        List.of(
                                new StoredSpan("primary", "weekly", TEN_GB, from, null),
                                new StoredSpan("primary", "daily", TEN_GB, from, null),
                                new StoredSpan("primary", "daily", TEN_GB, from, null),
                                new StoredSpan("offsite", "daily", TEN_GB, from, null)),
                        List.of(),
                        store -> store.equals("offsite") ? euros : Prices.DEFAULT,
                        LONG_AFTER,
                        false))
                .extracting(line ->
                        line.store() + " " + line.mode() + " " + line.storage().text())
                .containsExactly("offsite daily 0.10 EUR", "primary daily 0.46 USD", "primary weekly 0.23 USD");
    }

    private static StoredSpan span(String from, String until) {
        return new StoredSpan(
                "primary", "daily", TEN_GB, Instant.parse(from), until == null ? null : Instant.parse(until));
    }

    private static List<CostLine> lines(StoredSpan span, Instant end) {
        return CostRules.month(APRIL, List.of(span), List.of(), store -> Prices.DEFAULT, end, false);
    }
}
