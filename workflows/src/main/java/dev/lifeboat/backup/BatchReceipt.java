package dev.lifeboat.backup;

/**
 * A finished batch: its parts are recorded beside the set, so that they do not travel through history.
 *
 * @param object the record, relative to the set's folder; sealed into the manifest and then removed
 * @param sha256 of the record
 * @param storedBytes written by this run
 * @param reusedBytes of earlier sets' objects that the batch refers to
 */
public record BatchReceipt(
        String object, String sha256, int tables, long rows, long bytes, long storedBytes, long reusedBytes) {}
