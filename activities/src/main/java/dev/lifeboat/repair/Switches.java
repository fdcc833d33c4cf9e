package dev.lifeboat.repair;

import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * What is switched off while rows are mended: the application's triggers, which would answer to rows that are not new, and
 * identities that nobody may set.
 *
 * @param off statements
 * @param on statements that put everything back as it is
 */
record Switches(List<String> off, List<String> on) {
    private static final String TRIGGERS = """
            SELECT format('ALTER TABLE ONLY %s ', t.tgrelid::regclass),
                   CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END,
                   quote_ident(t.tgname)
            FROM pg_trigger t
            WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
              AND (t.tgrelid = ?::oid OR t.tgrelid IN (SELECT relid FROM pg_partition_tree(?::oid::regclass)))""";

    static Switches of(Connection connection, List<RepairedTable> tables) {
        List<String> off = new ArrayList<>();
        List<String> on = new ArrayList<>();
        for (RepairedTable table : tables) {
            Sql.query(
                            connection,
                            TRIGGERS,
                            row -> List.of(row.getString(1), row.getString(2), row.getString(3)),
                            table.oid(),
                            table.oid())
                    .forEach(trigger -> {
                        off.add(trigger.get(0) + "DISABLE TRIGGER " + trigger.get(2));
                        on.add(trigger.get(0) + trigger.get(1) + " TRIGGER " + trigger.get(2));
                    });
            Sql.strings(
                            connection,
                            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = ?::oid AND attidentity = 'a'",
                            table.oid())
                    .stream()
                    .filter(column -> table.others().contains(column))
                    .map(column -> "ALTER TABLE " + table.name() + " ALTER COLUMN " + column + " SET GENERATED ")
                    .forEach(alter -> {
                        off.add(alter + "BY DEFAULT");
                        on.add(alter + "ALWAYS");
                    });
        }
        return new Switches(off, on);
    }
}
