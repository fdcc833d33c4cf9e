package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is made between loading a phase's rows and its gate. */
final class Building {
    /** One attempt at a time at what is made in order; no table has this OID. */
    private static final int IN_ORDER = 1;

    static final int AT_A_TIME = 4;

    private static final int LARGE_BYTES = 32 << 20;
    private static final int MOST_SMALL_TOGETHER = 100;
    private static final Set<String> SIDE_BY_SIDE = Set.of("INDEX", "CONSTRAINT", "CHECK CONSTRAINT");

    private final BuildContext context;

    Building(BuildContext context) {
        this.context = context;
    }

    /** Types, functions, tables, views, sequences: without rows, owners and grants of relations; then the fences. */
    StepReceipt structures() {
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int last = context.layout().phases().size() - 1;
            if (EntryMaker.made(connection).isEmpty()) {
                Sql.transaction(connection, () -> {
                    TargetConnections.holdRun(connection, context.run());
                    DefaultPrivileges.closePublic(connection, context.manifest().tools());
                    return 0;
                });
            }
            int made = inOrder(connection, ready(connection, Stage.STRUCTURES, last));
            int fenced = Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                LateChecks.takeOff(connection);
                return Fences.raise(connection);
            });
            return new StepReceipt(made + fenced, List.of());
        }
    }

    /** Entries of a stage whose tables are all loaded once this phase is: those of different tables side by side. */
    StepReceipt stage(String phase, Stage stage) {
        int position = context.layout().position(phase);
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int made = sideBySide(
                    connection,
                    ready(connection, stage, position).stream()
                            .filter(Building::isSideBySide)
                            .toList(),
                    stage == Stage.INDEXES ? keys(connection, position) : List.of());
            made += inOrder(connection, ready(connection, stage, position));
            List<String> notes = new ArrayList<>();
            if (stage == Stage.CONSTRAINTS) {
                made += LateChecks.putOn(context, connection, position, notes);
            }
            return new StepReceipt(made, notes);
        }
    }

    StepReceipt foreignKeys(String phase) {
        List<String> notes = new ArrayList<>();
        try (Closing session = new Closing(context.connect())) {
            int made = new ForeignKeys(context)
                    .add(session.connection(), context.layout().position(phase), notes);
            return new StepReceipt(made, notes);
        }
    }

    /**
     * Sequences, while no policy can hide a row from the restore role; triggers, rules, policies; then materialized views
     * that can be filled now.
     */
    StepReceipt behaviour(String phase) {
        int position = context.layout().position(phase);
        List<String> notes = new ArrayList<>();
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int made = new Sequences(context).set(connection, position);
            made += inOrder(connection, ready(connection, Stage.BEHAVIOUR, position));
            made += refresh(connection, position, notes);
            return new StepReceipt(made, notes);
        }
    }

    private List<SchemaEntry> ready(Connection connection, Stage stage, int position) {
        return context.entries().ready(EntryMaker.made(connection), stage, position);
    }

    private int inOrder(Connection connection, List<SchemaEntry> entries) {
        return new EntryMaker(context).make(connection, entries, IN_ORDER);
    }

    /** Those that can be made once their indexes are. */
    private List<SchemaEntry> keys(Connection connection, int position) {
        return ready(connection, Stage.CONSTRAINTS, position).stream()
                .filter(entry ->
                        entry.type().equals("CONSTRAINT") && !entry.tables().isEmpty())
                .toList();
    }

    private static boolean isSideBySide(SchemaEntry entry) {
        return SIDE_BY_SIDE.contains(entry.type()) && !entry.tables().isEmpty();
    }

    /**
     * An index build uses one processor, or a few: those of large tables are made side by side, each index by itself, and
     * those of small ones many in a transaction. Constraints lock their table, and go table by table; the indexes that
     * keys of large tables will stand on come with the others.
     */
    private int sideBySide(Connection connection, List<SchemaEntry> entries, List<SchemaEntry> keys) {
        Map<Long, Long> large = large(connection, entries, keys);
        Map<Long, List<SchemaEntry>> groups = new LinkedHashMap<>();
        List<SchemaEntry> small = new ArrayList<>();
        for (SchemaEntry entry : entries) {
            long table = entry.tables().get(0);
            if (!large.containsKey(table)) {
                small.add(entry);
            } else {
                long group = entry.type().equals("INDEX") ? -entry.dumpId() : table;
                groups.computeIfAbsent(group, any -> new ArrayList<>()).add(entry);
            }
        }
        List<Sized> sized = new ArrayList<>();
        groups.values().forEach(group -> sized.add(new Sized(piece(group), size(large, group.get(0)))));
        keys.stream()
                .filter(key -> large.containsKey(key.tables().get(0)))
                .forEach(key ->
                        sized.add(new Sized(session -> KeyIndexes.make(session, context, key), size(large, key))));
        together(small).forEach(group -> sized.add(new Sized(piece(group), 0)));
        return SideBySide.run(
                context::connectForBuilding,
                AT_A_TIME,
                sized.stream()
                        .sorted(Comparator.comparingLong(Sized::bytes).reversed())
                        .map(Sized::piece)
                        .toList());
    }

    /** Work on a table of so many bytes: the largest is begun first. */
    private record Sized(SideBySide.Piece piece, long bytes) {}

    private static long size(Map<Long, Long> large, SchemaEntry entry) {
        return large.getOrDefault(entry.tables().get(0), 0L);
    }

    /** Bytes of large tables by their OIDs. Asked for these tables only: those of other phases may be locked by their loads. */
    private static Map<Long, Long> large(Connection connection, List<SchemaEntry> entries, List<SchemaEntry> keys) {
        String tables = Stream.concat(entries.stream(), keys.stream())
                .map(entry -> String.valueOf(entry.tables().get(0)))
                .distinct()
                .collect(Collectors.joining(",", "{", "}"));
        Map<Long, Long> bytes = new HashMap<>();
        Sql.query(connection, """
                SELECT source_oid, bytes FROM _lifeboat_restore.relation r,
                       pg_relation_size(to_regclass(format('%I.%I', r.schema_name, r.table_name))) bytes
                WHERE r.source_oid = ANY (?::bigint[]) AND bytes > ?""", row -> bytes.put(row.getLong(1), row.getLong(2)), tables, LARGE_BYTES);
        return bytes;
    }

    /** Whole tables: two transactions that each locked a table that the other one needs would stop one another. */
    private static List<List<SchemaEntry>> together(List<SchemaEntry> small) {
        Map<Long, List<SchemaEntry>> byTable = new LinkedHashMap<>();
        small.forEach(entry -> byTable.computeIfAbsent(entry.tables().get(0), any -> new ArrayList<>())
                .add(entry));
        List<List<SchemaEntry>> groups = new ArrayList<>();
        List<SchemaEntry> group = new ArrayList<>();
        for (List<SchemaEntry> own : byTable.values()) {
            if (!group.isEmpty() && group.size() + own.size() > MOST_SMALL_TOGETHER) {
                groups.add(group);
                group = new ArrayList<>();
            }
            group.addAll(own);
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private SideBySide.Piece piece(List<SchemaEntry> entries) {
        return connection -> new EntryMaker(context).makeApart(connection, entries);
    }

    /**
     * Fills materialized views whose tables are all loaded, those that read each other in the order in which they were
     * made. One that cannot be filled holds no data of the set: it is noted, and does not keep the phase closed.
     */
    private int refresh(Connection connection, int position, List<String> notes) {
        List<Long> filled = Sql.query(
                connection,
                "SELECT oid::bigint FROM pg_class WHERE relkind = 'm' AND relispopulated",
                row -> row.getLong(1));
        Set<String> unfilled = context.manifest().unfilledViews().stream()
                .map(view -> TargetNames.of(connection, view.schema(), view.name()))
                .collect(Collectors.toSet());
        List<TargetViews> due = TargetViews.all(connection).stream()
                .filter(view -> view.kind().equals("m") && view.position() <= position)
                .filter(view -> !filled.contains(view.oid()) && !unfilled.contains(view.name()))
                .toList();
        if (due.isEmpty()) {
            // What views say can only be read when nothing locks their tables: the next phase's may be loading.
            return 0;
        }
        Mentions mentions = Mentions.read(connection);
        int made = 0;
        for (TargetViews view : due) {
            if (mentions.phasesOf(view.oid()).stream().allMatch(phase -> phase <= position)) {
                try {
                    SearchPath.widenIfNeeded(
                            connection, () -> Sql.execute(connection, "REFRESH MATERIALIZED VIEW " + view.name()));
                    made++;
                } catch (LifeboatException e) {
                    notes.add("materialized view " + view.name() + " could not be filled: " + e.getMessage());
                }
            }
        }
        return made;
    }
}
