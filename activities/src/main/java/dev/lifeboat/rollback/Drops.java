package dev.lifeboat.rollback;

import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The statement that drops an object, named as its own database names it. */
final class Drops {
    private static final Pattern ATTACHED =
            Pattern.compile("ALTER TABLE (?:ONLY )?(.+) ATTACH PARTITION (.+) (?:FOR VALUES .*|DEFAULT);?");

    private final Connection connection;

    Drops(Connection connection) {
        this.connection = connection;
    }

    /** Null: it goes with another one, or is gone by then. */
    @Nullable
    String of(Definition own) {
        return switch (own.type()) {
            case "CONSTRAINT", "FK CONSTRAINT", "CHECK CONSTRAINT" -> first("""
                        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
                        WHERE oid = ?::oid AND conparentid = 0 AND conrelid <> 0""", own.oid());
            case "TRIGGER" ->
                first(
                        "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE oid = ?::oid",
                        own.oid());
            case "POLICY" ->
                first(
                        "SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass) FROM pg_policy WHERE oid = ?::oid",
                        own.oid());
            case "RULE" ->
                first(
                        "SELECT format('DROP RULE %I ON %s', rulename, ev_class::regclass) FROM pg_rewrite WHERE oid = ?::oid",
                        own.oid());
            case "INDEX" ->
                first(
                        "SELECT 'DROP INDEX ' || oid::regclass FROM pg_class WHERE oid = ?::oid AND NOT relispartition",
                        own.oid());
            case "PUBLICATION TABLE" -> first("""
                        SELECT format('ALTER PUBLICATION %I DROP TABLE %s', pubname, prrelid::regclass)
                        FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.oid = ?::oid""", own.oid());
            case "TABLE ATTACH" -> detach(own.text());
            case "INDEX ATTACH" -> null;
            case "USER MAPPING" -> first("""
                        SELECT format('DROP USER MAPPING FOR %s SERVER %I', CASE WHEN umuser = 0 THEN 'PUBLIC' ELSE quote_ident(usename) END, srvname)
                        FROM pg_user_mappings WHERE umid = ?::oid""", own.oid());
            case "SEQUENCE" -> {
                // It may have gone with the column that owned it.
                String name = first("SELECT oid::regclass::text FROM pg_class WHERE oid = ?::oid", own.oid());
                yield name == null ? null : "DROP SEQUENCE IF EXISTS " + name;
            }
            default ->
                first(
                        "SELECT 'DROP %s ' || identity FROM pg_identify_object(%d::oid, ?::oid, 0)"
                                .formatted(own.type().toUpperCase(Locale.ROOT), own.catalogue()),
                        own.oid());
        };
    }

    private @Nullable String first(String question, long oid) {
        List<String> found = Sql.strings(connection, question, oid);
        return found.isEmpty() ? null : found.get(0);
    }

    private static @Nullable String detach(String text) {
        Matcher attached = ATTACHED.matcher(text);
        return attached.matches()
                ? "ALTER TABLE " + attached.group(1) + " DETACH PARTITION " + attached.group(2)
                : null;
    }
}
