package dev.lifeboat.cost;

import dev.lifeboat.catalogue.Money;
import java.math.BigDecimal;
import java.time.YearMonth;

/**
 * A month of one mode in one store, in UTC.
 *
 * @param gbMonths GB (1,000,000,000 bytes) times the part of the month that they were stored
 * @param gbRead an estimate, by what was said of the sets
 * @param forecast whether the month is still to come
 */
public record CostLine(
        YearMonth month,
        String store,
        String mode,
        BigDecimal gbMonths,
        Money storage,
        BigDecimal gbRead,
        Money transfer,
        boolean forecast) {}
