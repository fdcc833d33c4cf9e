package dev.lifeboat.restore;

import dev.lifeboat.archive.ForeignKeyInfo;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLState;

/**
 * Foreign keys, each when the later of its two phases is loaded. A key is added NOT VALID, which checks new rows from then
 * on, and validated afterwards under a weaker lock; rows that break it are left to the gate, which says so. On a
 * partitioned table PostgreSQL before 18 knows no NOT VALID, and one that refers to such a table is not validated whole: there
 * the archive's own statement adds it.
 */
final class ForeignKeys {
    private final BuildContext context;
    private final Map<Long, TableInfo> tables;
    private final Map<Long, SchemaEntry> entries;

    ForeignKeys(BuildContext context) {
        this.context = context;
        this.tables =
                context.manifest().tables().stream().collect(Collectors.toMap(TableInfo::oid, Function.identity()));
        this.entries = context.manifest().entries().stream()
                .filter(entry -> entry.type().equals("FK CONSTRAINT"))
                .collect(Collectors.toMap(SchemaEntry::object, Function.identity(), (one, other) -> one));
    }

    /** The place of the phase after which both tables of the key are loaded. */
    static int position(SchemaEntries entries, ForeignKeyInfo key) {
        return Math.max(entries.positionOfRelation(key.table()), entries.positionOfRelation(key.referenced()));
    }

    /**
     * Makes and validates the keys that can be made once the phase at this place is loaded. Idempotent.
     *
     * @param notes gets a line for each key that waits or does not hold
     */
    int add(Connection connection, int loaded, List<String> notes) {
        int made = 0;
        Map<String, List<ForeignKeyInfo>> unvalidated = new LinkedHashMap<>();
        for (ForeignKeyInfo key : context.manifest().foreignKeys()) {
            if (position(context.entries(), key) <= loaded) {
                made += addOne(connection, key, unvalidated, notes);
            } else if (touches(key, loaded)) {
                notes.add("foreign key " + key.name() + " waits for phase "
                        + context.layout()
                                .phases()
                                .get(position(context.entries(), key))
                                .name());
            }
        }
        validate(unvalidated, notes);
        return made;
    }

    /** Those of different tables side by side; two of one table would wait for each other. */
    private void validate(Map<String, List<ForeignKeyInfo>> keys, List<String> notes) {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<SideBySide.Piece> pieces = new ArrayList<>();
        keys.forEach((table, own) -> pieces.add(connection -> {
            own.forEach(key -> validate(connection, table, key, failures));
            return own.size();
        }));
        SideBySide.run(context::connectForBuilding, Building.AT_A_TIME, pieces);
        failures.stream().sorted().forEach(notes::add);
    }

    private boolean touches(ForeignKeyInfo key, int loaded) {
        return context.entries().positionOfRelation(key.table()) <= loaded
                || context.entries().positionOfRelation(key.referenced()) <= loaded;
    }

    private int addOne(
            Connection connection,
            ForeignKeyInfo key,
            Map<String, List<ForeignKeyInfo>> unvalidated,
            List<String> notes) {
        Optional<String> table = plainTable(connection, key.table());
        // VALIDATE would leave out the copies of a key that refers to partitions.
        if (table.isEmpty() || !tables.containsKey(key.referenced())) {
            return addFromArchive(connection, key, notes);
        }
        int made = Sql.transaction(connection, () -> {
            TargetConnections.holdRun(connection, context.run());
            lock(connection, key);
            boolean there = state(connection, table.get(), key.name()).isPresent();
            if (!there) {
                Sql.execute(connection, """
                        ALTER TABLE ONLY %s ADD CONSTRAINT %s %s NOT VALID""".formatted(
                                table.get(), TargetNames.quote(connection, key.name()), key.definition()));
            }
            EntryMaker.note(
                    connection,
                    Optional.ofNullable(entries.get(key.oid())).stream().toList());
            return there ? 0 : 1;
        });
        if (key.validated() && !state(connection, table.get(), key.name()).orElse(true)) {
            unvalidated.computeIfAbsent(table.get(), any -> new ArrayList<>()).add(key);
        }
        return made;
    }

    private void validate(Connection connection, String table, ForeignKeyInfo key, Queue<String> notes) {
        try {
            Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                return Sql.execute(
                        connection,
                        "ALTER TABLE %s VALIDATE CONSTRAINT %s"
                                .formatted(table, TargetNames.quote(connection, key.name())));
            });
        } catch (LifeboatException e) {
            requireViolation(e);
            notes.add("foreign key " + key.name() + " of " + table
                    + " does not hold: rows without their counterpart; it is left NOT VALID");
        }
    }

    private int addFromArchive(Connection connection, ForeignKeyInfo key, List<String> notes) {
        SchemaEntry entry = entries.get(key.oid());
        if (entry == null) {
            notes.add(
                    "foreign key " + key.name() + " is in the manifest but not in the schema archive; it is not made");
            return 0;
        }
        try {
            return new EntryMaker(context).make(connection, List.of(entry), (int) key.oid());
        } catch (LifeboatException e) {
            requireViolation(e);
            notes.add("foreign key " + key.name() + " does not hold: rows without their counterpart; it is not made");
            return 0;
        }
    }

    /** The quoted name of a table that is neither partitioned nor unknown to the set. */
    private Optional<String> plainTable(Connection connection, long oid) {
        return Optional.ofNullable(tables.get(oid)).map(table -> TargetNames.of(connection, table));
    }

    private static void lock(Connection connection, ForeignKeyInfo key) {
        Sql.query(connection, "SELECT pg_advisory_xact_lock(?, ?)", row -> 0, 0x6c696666, (int) key.oid());
    }

    /** Whether the key is validated; nothing if it does not exist. */
    private static Optional<Boolean> state(Connection connection, String table, String name) {
        return Sql.query(connection, """
                        SELECT convalidated FROM pg_constraint
                        WHERE conrelid = to_regclass(?) AND conname = ? AND contype = 'f'""", row -> row.getBoolean(1), table, name).stream()
                .findFirst();
    }

    private static void requireViolation(LifeboatException e) {
        boolean violated = e.getCause() instanceof SQLException sql
                && PSQLState.FOREIGN_KEY_VIOLATION.getState().equals(sql.getSQLState());
        if (!violated) {
            throw e;
        }
    }

    /** Keys that are not made yet although the table they refer to is loaded. */
    List<ForeignKeyInfo> waiting(Connection connection, int opened) {
        List<ForeignKeyInfo> waiting = new ArrayList<>();
        for (ForeignKeyInfo key : context.manifest().foreignKeys()) {
            boolean refersToOpen = context.entries().positionOfRelation(key.referenced()) <= opened;
            boolean fromLater = context.entries().positionOfRelation(key.table()) > opened;
            Optional<String> table = plainTable(connection, key.table());
            boolean plain = table.isPresent() && tables.containsKey(key.referenced());
            boolean there = plain
                    ? state(connection, table.get(), key.name()).isPresent()
                    : EntryMaker.made(connection)
                            .containsAll(Optional.ofNullable(entries.get(key.oid())).stream()
                                    .map(SchemaEntry::dumpId)
                                    .toList());
            if (refersToOpen && fromLater && !there) {
                waiting.add(key);
            }
        }
        return waiting;
    }
}
