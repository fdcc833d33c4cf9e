package dev.lifeboat.archive;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a set is: {@code manifest.json}, written last. See docs/archive-format.md.
 *
 * @param format 1
 * @param set the set's id: its folder in the store
 * @param runId the workflow that took it
 * @param content what of the database it holds; null in sets of older versions: everything
 * @param recipients fingerprints of the keys that can decrypt it
 * @param signer fingerprint of the key that signed it
 * @param tables every table whose rows are in the set, sorted by schema and name
 * @param entries pg_restore's table of contents, in its order
 * @param unfilledViews materialized views that were never filled; empty in sets of older versions
 * @param roles those that its objects need, without passwords; empty in sets of older versions
 * @param outside rows that the set's rows refer to and that it leaves out; empty in sets of older versions
 * @param restorability what would have stood in the way in the runbook's target when the set was taken; empty: nothing, or
 *     no target was declared
 * @param files every stored object beside the parts, manifest and signature
 * @param previous the set before this one in the same store and runbook; null: this is the first
 */
public record Manifest(
        int format,
        String set,
        String runbook,
        String runbookSha256,
        String runId,
        BackupMode mode,
        @Nullable String label,
        @Nullable String reason,
        SourceInfo source,
        SnapshotInfo snapshot,
        Compression compression,
        SetContent content,
        List<String> recipients,
        String signer,
        List<TableInfo> tables,
        List<SequenceInfo> sequences,
        List<SchemaEntry> entries,
        List<ForeignKeyInfo> foreignKeys,
        List<TableName> unfilledViews,
        List<RoleInfo> roles,
        List<OutsideRows> outside,
        List<String> restorability,
        List<FileInfo> files,
        ToolVersions tools,
        @Nullable PreviousSet previous,
        Instant sealedAt) {
    /** The format that this version writes and reads. */
    public static final int FORMAT = 1;

    public Manifest {
        content = content == null ? SetContent.WHOLE : content;
        restorability = restorability == null ? List.of() : List.copyOf(restorability);
        roles = roles == null ? List.of() : List.copyOf(roles);
        outside = outside == null ? List.of() : List.copyOf(outside);
        recipients = List.copyOf(recipients);
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        entries = List.copyOf(entries);
        foreignKeys = List.copyOf(foreignKeys);
        unfilledViews = unfilledViews == null ? List.of() : List.copyOf(unfilledViews);
        files = List.copyOf(files);
    }

    /** The same with these tables. */
    public Manifest withTables(List<TableInfo> others) {
        return with(others, restorability, files);
    }

    /** The same with these files. */
    public Manifest withFiles(List<FileInfo> all) {
        return with(tables, restorability, all);
    }

    /** The same with what would stand in the way of restoring it. */
    public Manifest withRestorability(List<String> problems) {
        return with(tables, problems, files);
    }

    private Manifest with(List<TableInfo> newTables, List<String> newRestorability, List<FileInfo> newFiles) {
        return new Manifest(
                format,
                set,
                runbook,
                runbookSha256,
                runId,
                mode,
                label,
                reason,
                source,
                snapshot,
                compression,
                content,
                recipients,
                signer,
                newTables,
                sequences,
                entries,
                foreignKeys,
                unfilledViews,
                roles,
                outside,
                newRestorability,
                newFiles,
                tools,
                previous,
                sealedAt);
    }

    /** The SQL file of a set in that form; throws SET_CORRUPT if it names none. */
    public FileInfo sql() {
        return files.stream()
                .filter(file -> file.object().contains(".sql."))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(ErrorCode.SET_CORRUPT, set + " names no SQL file"));
    }

    /** The archive of definitions; throws SET_CORRUPT if it names none. */
    public FileInfo schema() {
        return files.stream()
                .filter(file -> SetObjects.isSchema(file.object()))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(ErrorCode.SET_CORRUPT, set + " names no schema archive"));
    }

    /** Rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableInfo::rows).sum();
    }

    /** Bytes of COPY text of all tables. */
    public long bytes() {
        return tables.stream().mapToLong(TableInfo::bytes).sum();
    }

    /** Stored bytes of all its own objects beside manifest and signature. */
    public long storedBytes() {
        return parts().filter(part -> part.set() == null)
                        .mapToLong(PartInfo::storedBytes)
                        .sum()
                + files.stream().mapToLong(FileInfo::storedBytes).sum();
    }

    /** Stored bytes of the objects of earlier sets that it refers to. */
    public long reusedBytes() {
        return parts().filter(part -> part.set() != null)
                .mapToLong(PartInfo::storedBytes)
                .sum();
    }

    /** Parts of all tables, in their order. */
    public Stream<PartInfo> parts() {
        return tables.stream().flatMap(table -> table.parts().stream());
    }

    /** The sets whose objects it refers to, sorted: without them it cannot be read. */
    public List<String> needs() {
        return parts().flatMap(part -> Stream.ofNullable(part.set()))
                .distinct()
                .sorted()
                .toList();
    }

    /** The name of a part's object in the store. */
    public String nameOf(PartInfo part) {
        return part.set() == null ? set + "/" + part.object() : part.place();
    }
}
