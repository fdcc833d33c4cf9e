package dev.lifeboat.anomaly;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What of a set is compared with the sets before it. */
public enum Measure {
    /** A table's rows. */
    ROWS,
    /** A table's bytes of COPY text. */
    BYTES,
    /** Bytes of COPY text a row. */
    ROW_BYTES,
    /** How many times smaller a table is in the store: what is encrypted does not compress. */
    RATIO,
    /** Per cent of the set that is not as it was in the set before. */
    CHANGED,
    /** Columns that were added, lost or changed type since the set before. */
    COLUMNS,
    /** A table that is gone. */
    VANISHED,
    /** A table without rows that had some. */
    EMPTIED,
    /** Bytes of COPY text of the whole set. */
    SIZE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
