package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with rows in the set: a plain table or a leaf partition.
 *
 * @param oid in the source
 * @param columns in COPY order: neither dropped nor generated ones
 * @param root for a partition the oid of its topmost table, else 0
 * @param through the topmost table that its rows must be loaded through, because another server or collation may put them
 *     into another partition; null: they are loaded into the table itself
 * @param extent how many of the table's rows the set holds; null: all
 * @param hash sum of the row hashes modulo 2^128, 32 hex digits
 * @param chunks what its parts came from, for later sets to refer to; empty: none may
 * @param types of the columns, in their order, as SQL writes them; empty in sets of older versions
 */
public record TableInfo(
        long oid,
        String schema,
        String name,
        long root,
        @Nullable TableName through,
        List<String> columns,
        long rows,
        long bytes,
        String hash,
        List<PartInfo> parts,
        Extent extent,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ChunkInfo> chunks,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> types) {
    public TableInfo {
        extent = extent == null ? Extent.WHOLE : extent;
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
        chunks = chunks == null ? List.of() : List.copyOf(chunks);
        types = types == null || types.size() != columns.size() ? List.of() : List.copyOf(types);
    }

    /** The same table with its columns in this order; their types are not known. */
    public TableInfo withColumns(List<String> ordered) {
        return new TableInfo(
                oid, schema, name, root, through, ordered, rows, bytes, hash, parts, extent, chunks, List.of());
    }

    /** The same table, of which so much is in the set. */
    public TableInfo withExtent(Extent held) {
        return new TableInfo(oid, schema, name, root, through, columns, rows, bytes, hash, parts, held, chunks, types);
    }

    /** The same table with these rows, of which no chunks are known. */
    public TableInfo withParts(long allRows, long allBytes, String contentHash, List<PartInfo> stored) {
        return new TableInfo(
                oid,
                schema,
                name,
                root,
                through,
                columns,
                allRows,
                allBytes,
                contentHash,
                stored,
                extent,
                List.of(),
                types);
    }

    /** The same table, whose parts came from these chunks. */
    public TableInfo withChunks(List<ChunkInfo> known) {
        return new TableInfo(oid, schema, name, root, through, columns, rows, bytes, hash, parts, extent, known, types);
    }

    /** {@code schema.name}, unquoted, as the runbook writes it. */
    public String qualifiedName() {
        return schema + "." + name;
    }
}
