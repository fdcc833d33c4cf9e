package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import java.sql.Connection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unique indexes that are made before the keys that stand on them: side by side with all other indexes, while a key locks
 * its whole table. The key then takes its index over. Only keys of plain columns; others build their own.
 */
final class KeyIndexes {
    private static final String NAME = "(?:[a-z_][a-z0-9_]*|\"(?:[^\"]|\"\")+\")";
    /** As pg_dump writes a key that nothing special is said of. */
    private static final Pattern KEY = Pattern.compile(
            "ALTER TABLE ONLY (?<schema>%1$s)\\.(?<table>%1$s)\\s+ADD CONSTRAINT (?<key>%1$s) (?<kind>PRIMARY KEY|UNIQUE) (?<columns>\\(%1$s(?:, %1$s)*\\));?"
                    .formatted(NAME));

    private KeyIndexes() {}

    /** Makes the index of a key that does not exist yet. Returns how many are new. */
    static int make(Connection connection, BuildContext context, SchemaEntry key) {
        return Sql.transaction(connection, () -> {
            TargetConnections.holdRun(connection, context.run());
            EntryMaker.lock(connection, List.of(key));
            if (EntryMaker.made(connection).contains(key.dumpId())) {
                return 0;
            }
            int made = 0;
            for (String statement : context.archive().statementsWithOwners(List.of(key))) {
                Matcher matcher = KEY.matcher(statement);
                if (EntryMaker.placed(connection, statement) || !matcher.matches() || exists(connection, matcher)) {
                    continue;
                }
                String index = "CREATE UNIQUE INDEX " + matcher.group("key") + " ON " + matcher.group("schema") + "."
                        + matcher.group("table") + " " + matcher.group("columns");
                SearchPath.widenWithin(connection, () -> Sql.execute(connection, index));
                made++;
            }
            return made;
        });
    }

    /** The statement that adds a key, taking its index over if that is there. */
    static String takenOver(Connection connection, String statement) {
        Matcher matcher = KEY.matcher(statement);
        return matcher.matches() && exists(connection, matcher)
                ? "ALTER TABLE ONLY " + matcher.group("schema") + "." + matcher.group("table") + " ADD CONSTRAINT "
                        + matcher.group("key") + " " + matcher.group("kind") + " USING INDEX " + matcher.group("key")
                : statement;
    }

    private static boolean exists(Connection connection, Matcher key) {
        return Sql.holds(
                connection,
                """
                SELECT EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = to_regclass(?) AND i.indrelid = to_regclass(?)
                               AND i.indisunique AND i.indisvalid
                               AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid))""",
                key.group("schema") + "." + key.group("key"),
                key.group("schema") + "." + key.group("table"));
    }
}
