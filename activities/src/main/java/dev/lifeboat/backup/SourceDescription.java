package dev.lifeboat.backup;

import dev.lifeboat.archive.SourceInfo;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a set says of the database it comes from. */
final class SourceDescription {
    private SourceDescription() {}

    static SourceInfo read(SourceCatalog catalog) {
        List<String> extensions = catalog.query(
                "SELECT extname || ' ' || extversion FROM pg_catalog.pg_extension ORDER BY 1", row -> row.getString(1));
        List<String> roles = roles(catalog, "true");
        List<String> grantees = roles(catalog, "d.deptype IN ('a', 'r')");
        List<String> policyRoles = roles(catalog, "d.deptype = 'r'");
        // The bootstrap superuser's ownership is not recorded as a dependency.
        List<String> owners = catalog.query("""
                SELECT DISTINCT r.rolname FROM (
                    SELECT relowner AS owner FROM pg_catalog.pg_class WHERE oid >= 16384
                    UNION SELECT proowner FROM pg_catalog.pg_proc WHERE oid >= 16384
                    UNION SELECT typowner FROM pg_catalog.pg_type WHERE oid >= 16384
                    UNION SELECT nspowner FROM pg_catalog.pg_namespace WHERE oid >= 16384
                ) o JOIN pg_catalog.pg_roles r ON r.oid = o.owner ORDER BY 1
                """, row -> row.getString(1));
        List<String> preloaded = catalog.query("""
                SELECT pg_catalog.btrim(library) FROM pg_catalog.pg_settings s,
                       pg_catalog.unnest(pg_catalog.string_to_array(s.setting, ',')) library
                WHERE s.name = 'shared_preload_libraries' ORDER BY 1
                """, row -> row.getString(1));
        List<String> tablespaces = catalog.query("""
                SELECT DISTINCT t.spcname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace
                WHERE c.oid >= 16384 ORDER BY 1
                """, row -> row.getString(1));
        List<String> labelProviders = catalog.query(
                "SELECT DISTINCT provider FROM pg_catalog.pg_seclabel ORDER BY 1", row -> row.getString(1));
        SortedMap<String, String> collations = new TreeMap<>();
        catalog.query("""
                SELECT n.nspname || '.' || c.collname, c.collversion
                FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
                WHERE c.collversion IS NOT NULL
                  AND (c.oid >= 16384 OR c.oid IN (SELECT attcollation FROM pg_catalog.pg_attribute WHERE attrelid >= 16384))
                """, row -> collations.put(row.getString(1), row.getString(2)));
        String migration = Migrations.last(catalog);
        return catalog.query(
                        """
                        SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system())::text, d.oid::bigint, d.datname,
                               pg_catalog.current_setting('server_version_num')::int,
                               pg_catalog.pg_encoding_to_char(d.encoding),
                               d.datcollate || coalesce(' ' || (pg_catalog.to_jsonb(d) ->> 'datcollversion'), ''),
                               pg_catalog.pg_database_size(d.oid)
                        FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
                        """,
                        row -> new SourceInfo(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getString(5),
                                row.getString(6),
                                extensions,
                                roles,
                                owners,
                                grantees,
                                policyRoles,
                                migration,
                                preloaded,
                                tablespaces,
                                labelProviders,
                                collations,
                                row.getLong(7)))
                .get(0);
    }

    private static List<String> roles(SourceCatalog catalog, String dependency) {
        return catalog.query("""
                SELECT DISTINCT r.rolname FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid
                WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                  AND d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                  AND (%s) ORDER BY 1
                """.formatted(dependency), row -> row.getString(1));
    }
}
