package dev.lifeboat.restore;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.ChosenText;
import java.util.List;

/**
 * Which rows of a set a restore brings back; definitions come back whole.
 *
 * @param rows whether rows come back at all
 * @param tables {@code schema.table} of the tables whose rows come back; a partitioned table stands for its partitions; empty:
 *     all
 */
public record Selection(boolean rows, List<String> tables) {
    /** All rows. */
    public static final Selection ALL = new Selection(true, List.of());

    public Selection {
        tables = tables == null
                ? List.of()
                : tables.stream().map(Runbook::qualified).sorted().distinct().toList();
        ChosenText.check(tables, List.of());
        if (!rows && !tables.isEmpty()) {
            throw new IllegalArgumentException("tables choose rows; a restore of definitions alone has none");
        }
    }
}
