package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes entries of the schema archive, each exactly once: the statements, the note of the entry and the book of what was
 * made commit together. Two attempts at one group are told apart by an advisory lock, under which the later one looks
 * again and finds nothing to do.
 */
final class EntryMaker {
    private static final Logger LOG = LoggerFactory.getLogger(EntryMaker.class);
    /** Entries in one transaction: a lock for each of their objects must fit the server's lock table. */
    private static final int MOST = 500;

    private static final String TABLESPACE = "SET default_tablespace = ";

    private static final int LOCK_SPACE = 0x6c696665;

    private final BuildContext context;

    EntryMaker(BuildContext context) {
        this.context = context;
    }

    /** Dump ids of the entries that exist. */
    static Set<Integer> made(Connection connection) {
        return new HashSet<>(
                Sql.query(connection, "SELECT dump_id FROM _lifeboat_restore.entry", row -> row.getInt(1)));
    }

    /**
     * Makes these entries, in some transactions, and returns how many are new.
     *
     * @param group a number, above 0, for entries that only one attempt at a time may make
     */
    int make(Connection connection, List<SchemaEntry> entries, int group) {
        int made = 0;
        for (int from = 0; from < entries.size(); from += MOST) {
            List<SchemaEntry> some = entries.subList(from, Math.min(entries.size(), from + MOST));
            made += Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                return makeHere(connection, some, group);
            });
        }
        return made;
    }

    /** Makes these entries, which no others wait for, in one transaction: other attempts wait for each of them. */
    int makeApart(Connection connection, List<SchemaEntry> entries) {
        return Sql.transaction(connection, () -> {
            TargetConnections.holdRun(connection, context.run());
            lock(connection, entries);
            return makeLocked(connection, entries);
        });
    }

    /** As {@link #make}, in the caller's transaction, which holds the run. */
    int makeHere(Connection connection, List<SchemaEntry> entries, int group) {
        lock(connection, Stream.of(group));
        return makeLocked(connection, entries);
    }

    /** Waits for other attempts at these entries, and keeps later ones out until the transaction ends. */
    static void lock(Connection connection, List<SchemaEntry> entries) {
        lock(connection, entries.stream().map(entry -> -entry.dumpId()));
    }

    private static void lock(Connection connection, Stream<Integer> numbers) {
        Sql.query(
                connection,
                "SELECT pg_advisory_xact_lock(?, number) FROM unnest(?::int[]) number ORDER BY number",
                row -> 0,
                LOCK_SPACE,
                numbers.map(String::valueOf).collect(Collectors.joining(",", "{", "}")));
    }

    private int makeLocked(Connection connection, List<SchemaEntry> entries) {
        Set<Integer> there = made(connection);
        List<SchemaEntry> missing = entries.stream()
                .filter(entry -> !there.contains(entry.dumpId()))
                .toList();
        // Indexes and constraints are made side by side, and change nothing that a function could show.
        boolean mayShow = missing.stream().anyMatch(entry -> context.entries().stage(entry) == Stage.STRUCTURES);
        if (mayShow) {
            Definers.giveBack(connection);
        }
        for (List<SchemaEntry> piece : byOwnership(missing)) {
            List<String> statements = Stage.isRelation(piece.get(0))
                    ? context.archive().statements(piece)
                    : context.archive().statementsWithOwners(piece);
            List<String> existing = schemas(connection, piece);
            statements.stream()
                    .filter(statement -> !existing.contains(statement))
                    .forEach(statement -> execute(connection, piece.get(0), statement));
            note(connection, piece);
        }
        if (!missing.isEmpty()) {
            TargetObjects.book(connection);
            LOG.info(
                    "event=entries-made count={} first={}",
                    missing.size(),
                    missing.get(0).type());
        }
        if (mayShow) {
            Definers.withhold(connection);
        }
        return missing.size();
    }

    /** What reads rows, or is computed, may call functions that need the source's search path. */
    private void execute(Connection connection, SchemaEntry first, String statement) {
        if (placed(connection, statement)) {
            return;
        }
        if (context.entries().stage(first) == Stage.STRUCTURES) {
            Sql.script(connection, statement);
        } else {
            String known = KeyIndexes.takenOver(connection, statement);
            SearchPath.widenWithin(connection, () -> {
                Sql.script(connection, known);
                return known;
            });
        }
    }

    /** Whether the statement says where what follows is stored, and that was heeded. */
    static boolean placed(Connection connection, String statement) {
        boolean says = statement.startsWith(TABLESPACE);
        if (says) {
            place(connection, statement.substring(TABLESPACE.length()));
        }
        return says;
    }

    /** A tablespace that is not there, or not for this role, is the database's own; the plan has said so. */
    private static void place(Connection connection, String quotedName) {
        String place = Sql.holds(
                        connection,
                        "SELECT has_tablespace_privilege(oid, 'CREATE') FROM pg_tablespace WHERE quote_ident(spcname) = ?",
                        quotedName)
                ? quotedName
                : "''";
        Sql.execute(connection, "SET LOCAL default_tablespace = " + place);
    }

    /** Schemas that every database has, or that a provider has put there, cannot be made; their owners and grants can. */
    private static List<String> schemas(Connection connection, List<SchemaEntry> piece) {
        return piece.stream().noneMatch(entry -> entry.type().equals("SCHEMA"))
                ? List.of()
                : Sql.strings(connection, "SELECT 'CREATE SCHEMA ' || quote_ident(nspname) FROM pg_namespace");
    }

    /** Notes entries as made, in the caller's transaction. */
    static void note(Connection connection, List<SchemaEntry> entries) {
        for (SchemaEntry entry : entries) {
            Sql.execute(
                    connection,
                    "INSERT INTO _lifeboat_restore.entry (dump_id) VALUES (?) ON CONFLICT DO NOTHING",
                    entry.dumpId());
        }
    }

    /** Runs of entries that get their owners at once, and of relations, which get theirs when their phase opens. */
    private static List<List<SchemaEntry>> byOwnership(List<SchemaEntry> entries) {
        List<List<SchemaEntry>> pieces = new ArrayList<>();
        boolean relations = false;
        for (SchemaEntry entry : entries) {
            boolean follows = Stage.isFollower(entry) && !pieces.isEmpty();
            if (!follows && (pieces.isEmpty() || relations != Stage.isRelation(entry))) {
                pieces.add(new ArrayList<>());
                relations = Stage.isRelation(entry);
            }
            pieces.get(pieces.size() - 1).add(entry);
        }
        return pieces;
    }
}
