package dev.lifeboat.archive;

import java.util.List;

/**
 * Where a set comes from.
 *
 * @param serverVersion as {@code server_version_num}
 * @param encoding of the database; COPY text is UTF8 unless this is SQL_ASCII
 * @param collation default collation and its provider version, for comparison with a target
 * @param extensions name and version, {@code pgcrypto 1.3}
 */
public record SourceInfo(
        String systemIdentifier,
        long databaseOid,
        String database,
        int serverVersion,
        String encoding,
        String collation,
        List<String> extensions,
        List<String> roles) {
    public SourceInfo {
        extensions = List.copyOf(extensions);
        roles = List.copyOf(roles);
    }
}
