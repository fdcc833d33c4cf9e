package dev.lifeboat.restore;

import dev.lifeboat.archive.ForeignKeyInfo;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stands in for foreign keys that cannot be made yet: while a table of a later phase will refer to an open one, nobody may
 * delete the open one's rows or change the columns that are referred to. Which rows those are is not known before the
 * later table is loaded, so it holds for all of them.
 */
final class Guards {
    private static final String PREFIX = "lifeboat_guard_";

    private Guards() {}

    /** Makes the trigger's function; part of {@link TargetMarker}'s schema. */
    static void install(Connection connection) {
        Sql.execute(connection, """
                CREATE FUNCTION _lifeboat_restore.guard() RETURNS trigger LANGUAGE plpgsql
                SET search_path = pg_catalog AS $$
                BEGIN
                    RAISE EXCEPTION 'rows of %.% may be referred to by tables that are not restored yet',
                            TG_TABLE_SCHEMA, TG_TABLE_NAME
                        USING ERRCODE = 'restrict_violation',
                              HINT = 'try again when the last phase is open';
                END $$""");
    }

    /**
     * Makes the guards that these keys need, and removes all others. Call it in a transaction. Tables that cannot be
     * named are noted.
     */
    static void set(Connection connection, BuildContext context, List<ForeignKeyInfo> waiting, List<String> notes) {
        Map<String, List<String>> columns = new TreeMap<>();
        for (ForeignKeyInfo key : waiting) {
            TargetNames.ofSource(connection, context.manifest(), key.referenced())
                    .ifPresentOrElse(
                            table -> columns.computeIfAbsent(table, name -> new ArrayList<>())
                                    .addAll(referencedColumns(key.definition())),
                            () -> notes.add("rows that foreign key " + key.name() + " will refer to are not guarded"));
        }
        Sql.query(connection, """
                        SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass), tgrelid::regclass::text
                        FROM pg_trigger
                        WHERE tgfoid = to_regprocedure('_lifeboat_restore.guard()') AND tgparentid = 0""", row -> List.of(row.getString(1), row.getString(2))).stream()
                .filter(guard -> !columns.containsKey(guard.get(1)))
                .forEach(guard -> Sql.execute(connection, guard.get(0)));
        columns.forEach((table, keyColumns) -> guard(connection, table, keyColumns));
    }

    private static void guard(Connection connection, String table, List<String> columns) {
        String old = String.join(
                ", ", columns.stream().distinct().map(name -> "OLD." + name).toList());
        String now = old.replace("OLD.", "NEW.");
        create(connection, table, "delete", "BEFORE DELETE", "FOR EACH ROW");
        create(connection, table, "truncate", "BEFORE TRUNCATE", "FOR EACH STATEMENT");
        // After the row's other triggers, so that it sees what is really stored.
        create(
                connection,
                table,
                "rekey",
                "AFTER UPDATE",
                "FOR EACH ROW WHEN (ROW(%s) IS DISTINCT FROM ROW(%s))".formatted(old, now));
    }

    private static void create(Connection connection, String table, String name, String event, String level) {
        Sql.execute(
                connection,
                "CREATE OR REPLACE TRIGGER %s%s %s ON %s %s EXECUTE FUNCTION _lifeboat_restore.guard()"
                        .formatted(PREFIX, name, event, table, level));
        Sql.execute(connection, "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s%s".formatted(table, PREFIX, name));
    }

    /**
     * The columns after REFERENCES, quoted as they stand. The text is PostgreSQL's own, {@code FOREIGN KEY (a) REFERENCES
     * schema.name(b) …}: the second list in parentheses that is not inside quotes.
     */
    static List<String> referencedColumns(String definition) {
        List<String> columns = new ArrayList<>();
        StringBuilder column = new StringBuilder();
        boolean quoted = false;
        int lists = 0;
        for (int at = 0; at < definition.length(); at++) {
            char character = definition.charAt(at);
            quoted ^= character == '"';
            boolean inSecondList = lists == 2;
            if (!quoted && character == '(') {
                lists++;
            } else if (inSecondList && !quoted && (character == ',' || character == ')')) {
                columns.add(column.toString().strip());
                column.setLength(0);
                if (character == ')') {
                    return columns;
                }
            } else if (inSecondList) {
                column.append(character);
            }
        }
        return columns;
    }
}
