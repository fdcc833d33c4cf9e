package dev.lifeboat.runbook;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a store costs.
 *
 * @param storage of a GB (1,000,000,000 bytes) kept for a month; null: 0.023
 * @param transfer of a GB read back; null: 0.09
 * @param currency for people; null: USD
 */
public record Prices(
        @Nullable BigDecimal storage,
        @Nullable BigDecimal transfer,
        @Nullable String currency) {
    /** What Amazon asks in us-east-1. */
    public static final Prices DEFAULT = new Prices(null, null, null);

    public Prices {
        storage = storage == null ? new BigDecimal("0.023") : storage;
        transfer = transfer == null ? new BigDecimal("0.09") : transfer;
        currency = currency == null ? "USD" : currency;
        if (storage.signum() < 0 || transfer.signum() < 0) {
            throw new IllegalArgumentException("store.prices: a price cannot be negative");
        }
    }
}
