package dev.lifeboat.archive;

import dev.lifeboat.postgres.CopyEncoding;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.set.Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a set holds so that it can be restored without Lifeboat: a script, its two lists, and the words around them. */
public final class RestoreKit {
    /** Where restore.sh loads large objects aside. */
    private static final String ASIDE = "lifeboat_large_objects";

    private RestoreKit() {}

    /**
     * The statement that gives large objects their comments, rights and owners.
     *
     * @param schema that holds table {@code large_object}; a plain name
     * @param owners whether owners are given
     * @param privileges whether rights are given
     */
    public static String largeObjects(String schema, boolean owners, boolean privileges) {
        return resource("large-objects.sql")
                .replace("@SCHEMA@", schema)
                .replace("@OWNERS@", String.valueOf(owners))
                .replace("@PRIVILEGES@", String.valueOf(privileges));
    }

    /** Makes large objects of what restore.sh loaded aside, for psql. */
    static byte[] largeObjects() {
        return bytes("""
                SELECT pg_catalog.lo_create(all_of_them.loid) IS NULL FROM (
                  SELECT loid FROM lifeboat_large_objects.large_object UNION SELECT loid FROM lifeboat_large_objects.page) all_of_them;
                SELECT pg_catalog.count(*) FROM (
                  SELECT pg_catalog.lo_put(loid, pageno::pg_catalog.int8 * 2048, data) FROM lifeboat_large_objects.page) written;
                """ + largeObjects(ASIDE, true, true) + "DROP SCHEMA lifeboat_large_objects CASCADE;\n");
    }

    /** One line a part: object, tab, COPY statement. Identifiers are written in ASCII, so that a line is a line. */
    static byte[] loadList(Manifest manifest) {
        StringBuilder list = new StringBuilder();
        for (TableInfo table : manifest.tables()) {
            String columns =
                    table.columns().stream().map(RestoreKit::identifier).collect(Collectors.joining(", "));
            TableName through = table.through();
            TableName own = through == null ? new TableName(table.schema(), table.name()) : through;
            TableName name = LargeObjects.contains(table)
                    ? new TableName(ASIDE, table.oid() == LargeObjects.PAGES ? "page" : "large_object")
                    : own;
            String qualified = identifier(name.schema()) + "." + identifier(name.name());
            // A table without columns of its own has lines without fields.
            String copy = "COPY " + qualified + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN"
                    + CopyEncoding.option(manifest.source().encoding());
            String statement = manifest.content().form() == Form.JSON ? insert(name) : copy;
            for (PartInfo part : table.parts()) {
                list.append(path(manifest, part)).append('\t').append(statement).append('\n');
            }
        }
        return bytes(list.toString());
    }

    /** The way to a part's object from the set's folder: an earlier set's lies beside it, as in the store. */
    static String path(Manifest manifest, PartInfo part) {
        return part.set() == null ? part.object() : up(manifest) + part.place();
    }

    private static String up(Manifest manifest) {
        return "../".repeat(manifest.set().split("/", -1).length);
    }

    /** Makes rows of the JSON lines in a temporary table, each column by its type's own input. */
    private static String insert(TableName table) {
        return "DO $lifeboat$BEGIN EXECUTE (SELECT CASE WHEN count(a.attname) = 0"
                + " THEN pg_catalog.format('INSERT INTO %I.%I SELECT FROM pg_temp.lifeboat_row', max(n.nspname), max(c.relname))"
                + " ELSE pg_catalog.format("
                + "'INSERT INTO %I.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM pg_temp.lifeboat_row',"
                + " max(n.nspname), max(c.relname), pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', '),"
                + " pg_catalog.string_agg(pg_catalog.format('(line ->> %L)::%s', a.attname,"
                + " pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ')) END"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
                + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
                + " WHERE n.nspname = " + literal(table.schema()) + " AND c.relname = " + literal(table.name())
                + "); END$lifeboat$";
    }

    /** Makes the roles that are missing, for psql. */
    static byte[] roles(Manifest manifest) {
        StringBuilder script = new StringBuilder();
        for (RoleInfo role : manifest.roles()) {
            script.append("SELECT 'CREATE ROLE ' || pg_catalog.quote_ident(r.name) || ")
                    .append(literal(" " + role.options(true)))
                    .append(" FROM (SELECT ")
                    .append(literal(role.name()))
                    .append(
                            ") r (name) WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r.name)\n\\gexec\n");
        }
        for (RoleInfo role : manifest.roles()) {
            for (String group : role.memberOf()) {
                script.append("SELECT pg_catalog.format('GRANT %I TO %I', ")
                        .append(literal(group))
                        .append(", ")
                        .append(literal(role.name()))
                        .append(")\n\\gexec\n");
            }
        }
        return bytes(script.toString());
    }

    /** One setval a sequence. */
    static byte[] sequences(Manifest manifest) {
        StringBuilder script = new StringBuilder();
        for (SequenceInfo sequence : manifest.sequences()) {
            script.append("SELECT pg_catalog.setval(pg_catalog.format('%I.%I', ")
                    .append(literal(sequence.schema()))
                    .append(", ")
                    .append(literal(sequence.name()))
                    .append(")::pg_catalog.regclass, ")
                    .append(sequence.lastValue())
                    .append(", ")
                    .append(sequence.called())
                    .append(");\n");
        }
        return bytes(script.toString());
    }

    /** Fills the materialized views that were filled at the source, for psql. */
    static byte[] views(Manifest manifest) {
        String unfilled = manifest.unfilledViews().stream()
                .map(view -> "\n  AND (n.nspname, c.relname) <> (" + literal(view.schema()) + ", "
                        + literal(view.name()) + ")")
                .collect(Collectors.joining());
        return bytes("""
                SELECT pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'm'""" + unfilled + "\nORDER BY c.oid\n\\gexec\n");
    }

    static byte[] script(Manifest manifest) {
        return bytes(filled("restore.sh", manifest));
    }

    static byte[] readme(Manifest manifest) {
        return bytes(filled("RESTORE.md", manifest));
    }

    private static String filled(String template, Manifest manifest) {
        String recipients = manifest.recipients().stream()
                .map(recipient -> "| readable by | " + recipient + " |\n")
                .collect(Collectors.joining());
        String roles = manifest.source().roles().stream()
                .map(role -> "`" + role.replaceAll("[^A-Za-z0-9_ .@-]", "?") + "`")
                .collect(Collectors.joining(", "));
        boolean partial = manifest.tables().stream().anyMatch(table -> table.extent() != Extent.WHOLE)
                && manifest.content().rows();
        String outside = manifest.outside().stream()
                .map(rows -> "- " + rows.describe().replaceAll("[^ -~]", "?") + "\n")
                .collect(Collectors.joining());
        return resource(template)
                .replace(
                        "@SQL@",
                        manifest.content().form() == Form.SQL ? manifest.sql().object() : "")
                .replace(
                        "@SCHEMA@",
                        manifest.content().definitions() ? manifest.schema().object() : "")
                .replace("@PARTIAL@", partial ? "yes" : "")
                .replace("@HOLDS@", manifest.content().describe())
                .replace("@OUTSIDE@", outside)
                .replace("@NEEDS@", String.join(" ", manifest.needs()))
                .replace("@BESIDE@", beside(manifest))
                .replace("@UP@", up(manifest))
                .replace("@DECOMPRESSOR@", manifest.compression() == Compression.ZSTD ? "zstd" : "gzip")
                .replace("@SET@", manifest.set())
                .replace("@RUNBOOK@", manifest.runbook())
                .replace("@DATABASE@", manifest.source().database().replaceAll("[^A-Za-z0-9_.-]", "?"))
                .replace("@TAKEN@", manifest.snapshot().takenAt().toString())
                .replace("@SERVER@", String.valueOf(manifest.source().serverVersion() / 10000))
                .replace("@TABLES@", String.valueOf(manifest.tables().size()))
                .replace("@ROWS@", String.valueOf(manifest.rows()))
                .replace("@SIGNER@", manifest.signer())
                .replace("@RECIPIENTS@", recipients)
                .replace("@ROLES@", roles.isEmpty() ? "none" : roles);
    }

    /** What a person has to know of a set that refers to others. */
    private static String beside(Manifest manifest) {
        if (manifest.needs().isEmpty()) {
            return "";
        }
        return "\nUnchanged rows were not stored again: **this set needs objects of other sets.** Take their folders along, and keep"
                + " the tree as it is in the store (`" + up(manifest)
                + manifest.needs().get(0) + "`):\n\n"
                + manifest.needs().stream().map(set -> "- `" + set + "`\n").collect(Collectors.joining());
    }

    private static String resource(String name) {
        try (InputStream resource = RestoreKit.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " is missing from the jar", e);
        }
    }

    private static String identifier(String name) {
        return quoted(name, '"');
    }

    private static String literal(String text) {
        return quoted(text, '\'');
    }

    /** Plain where that is safe on one line of ASCII, else in the standard's Unicode form. */
    private static String quoted(String text, char quote) {
        StringBuilder escaped = new StringBuilder();
        boolean plain = true;
        for (int point : text.codePoints().toArray()) {
            if (point == quote) {
                escaped.append(quote).append(quote);
            } else if (point < ' ' || point > '~' || point == '\\') {
                plain = false;
                escaped.append(String.format(Locale.ROOT, "\\+%06X", point));
            } else {
                escaped.appendCodePoint(point);
            }
        }
        return (plain ? "" : "U&") + quote + escaped + quote;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
