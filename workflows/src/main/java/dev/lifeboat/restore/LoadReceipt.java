package dev.lifeboat.restore;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows and bytes that are now committed in the target, by this or an earlier try.
 *
 * @param warnings of this try: stores that have the set damaged
 */
public record LoadReceipt(long rows, long bytes, List<String> warnings) {
    public LoadReceipt {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** What several loads add up to; each warning once. */
    public static LoadReceipt sum(List<LoadReceipt> receipts) {
        long rows = 0;
        long bytes = 0;
        List<String> warnings = new ArrayList<>();
        for (LoadReceipt receipt : receipts) {
            rows += receipt.rows();
            bytes += receipt.bytes();
            receipt.warnings().stream()
                    .filter(warning -> !warnings.contains(warning))
                    .forEach(warnings::add);
        }
        return new LoadReceipt(rows, bytes, warnings);
    }
}
