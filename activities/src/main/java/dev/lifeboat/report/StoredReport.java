package dev.lifeboat.report;

import dev.lifeboat.archive.SignedRecords;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A report in the store, read or not.
 *
 * @param object of its JSON; the page is beside it
 * @param startedAt the start of its run, as the name says
 */
public record StoredReport<T>(ReportType<T> type, String object, Instant startedAt) {
    static final String JSON = ".json";
    private static final String HTML = ".html";

    /** Where its HTML is. */
    public String page() {
        return page(object);
    }

    /** Where the HTML beside a JSON is. */
    public static String page(String object) {
        return object.substring(0, object.length() - JSON.length()) + HTML;
    }

    /** The first report of a drill, where this is the one that says who signed it off; else this. */
    String replaces() {
        return object.replace(Reports.SIGNED_OFF + JSON, JSON);
    }

    /**
     * What was read.
     *
     * @param signed null: it is not signed, or not by somebody who is trusted, and {@code problem} says so
     */
    public record Read<T>(
            StoredReport<T> stored,
            T value,
            String sha256,
            SignedRecords.@Nullable Signed<T> signed,
            @Nullable String problem) {
        public ReportLine line() {
            return stored.type().line().apply(value);
        }

        public Page asPage() {
            return stored.type().page().apply(value);
        }
    }
}
