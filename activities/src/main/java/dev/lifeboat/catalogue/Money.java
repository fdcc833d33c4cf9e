package dev.lifeboat.catalogue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** An amount of a currency. Stores may be paid in several, which are never added up. */
public record Money(BigDecimal amount, String currency) {
    private static final BigDecimal GB = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final int DIGITS = 6;

    public Money {
        amount = amount.setScale(DIGITS, RoundingMode.HALF_UP);
    }

    /** What so many bytes cost at a price for each 1,000,000,000 of them. */
    public static Money ofBytes(BigDecimal bytes, BigDecimal price, String currency) {
        return new Money(bytes.multiply(price).divide(GB, DIGITS, RoundingMode.HALF_UP), currency);
    }

    /** Sums, one a currency, in its order. */
    public static List<Money> sums(Collection<Money> amounts) {
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        amounts.forEach(money -> sums.merge(money.currency(), money.amount(), BigDecimal::add));
        return sums.entrySet().stream()
                .map(sum -> new Money(sum.getValue(), sum.getKey()))
                .toList();
    }

    /** For reading, to the cent: {@code 1.25 USD}, {@code <0.01 USD}. */
    public String text() {
        if (amount.signum() > 0 && amount.compareTo(CENT) < 0) {
            return "<0.01 " + currency;
        }
        return amount.setScale(2, RoundingMode.HALF_UP).toPlainString() + " " + currency;
    }
}
