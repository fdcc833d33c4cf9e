package dev.lifeboat.archive;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a set comes from.
 *
 * @param serverVersion as {@code server_version_num}
 * @param encoding of the database; COPY text is UTF8 unless this is SQL_ASCII
 * @param collation default collation and its provider version, for comparison with a target
 * @param extensions name and version, {@code pgcrypto 1.3}
 * @param roles every role that owns something, is granted something or stands in a policy
 * @param owners those that own relations, functions, types or schemas; empty in sets of older versions
 * @param grantees those that are granted something or stand in a policy; empty in sets of older versions
 * @param policyRoles those that stand in a policy; empty in sets of older versions
 * @param migration the application's last migration by Supabase's, Prisma's, Flyway's or a like table; null: none is known
 * @param preloaded the server's {@code shared_preload_libraries}; empty where the role may not see them, and in sets of older
 *     versions
 * @param tablespaces other than the database's own that hold tables or indexes
 * @param labelProviders those whose security labels objects have
 * @param collations those with a version that columns and indexes name, {@code schema.name}, with the version of their
 *     provider that the source knows
 * @param databaseBytes what its files took when the set was taken; null in sets of older versions
 */
public record SourceInfo(
        String systemIdentifier,
        long databaseOid,
        String database,
        int serverVersion,
        String encoding,
        String collation,
        List<String> extensions,
        List<String> roles,
        List<String> owners,
        List<String> grantees,
        List<String> policyRoles,
        @Nullable String migration,
        List<String> preloaded,
        List<String> tablespaces,
        List<String> labelProviders,
        SortedMap<String, String> collations,
        @Nullable Long databaseBytes) {
    public SourceInfo {
        preloaded = preloaded == null ? List.of() : List.copyOf(preloaded);
        tablespaces = tablespaces == null ? List.of() : List.copyOf(tablespaces);
        labelProviders = labelProviders == null ? List.of() : List.copyOf(labelProviders);
        collations = collations == null ? new TreeMap<>() : new TreeMap<>(collations);
        extensions = List.copyOf(extensions);
        roles = List.copyOf(roles);
        owners = owners == null ? List.of() : List.copyOf(owners);
        grantees = grantees == null ? List.of() : List.copyOf(grantees);
        policyRoles = policyRoles == null ? List.of() : List.copyOf(policyRoles);
    }
}
