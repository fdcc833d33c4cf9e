package dev.lifeboat.restore;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Form;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tables come back in which phase, and in which order their parts are numbered. Computed from the runbook once, by
 * the plan; every later activity reads what {@link TargetMarker} wrote down, so that an edited runbook cannot move a table
 * under a running restore. Immutable.
 *
 * @param phases in the order in which they open
 */
public record PhaseLayout(List<PhaseTables> phases) {
    /** A part up to this size goes together with others: its activity would cost more than its rows. */
    private static final long SMALL_BYTES = 1 << 20;

    private static final int MOST_TOGETHER = 64;
    private static final long MOST_BYTES_TOGETHER = 4 << 20;

    /** From this version on, sessions that fill one table do not stand in each other's way. */
    static final int FILLS_SIDE_BY_SIDE = 160000;
    /**
     * The most rows of one transaction, in bytes: as long as it lasts the table is locked, and what it has loaded may be lost.
     * About as long as one large part takes, a few seconds: whoever is served already may name the table, and waits.
     */
    private static final long MOST_WHOLE_BYTES = 256 << 20;
    /** The same of the first phase, while nobody is served yet. */
    private static final long MOST_WHOLE_BYTES_AT_FIRST = 1L << 30;

    private static final int MOST_WHOLE_PARTS = 32;

    /**
     * One phase's tables.
     *
     * @param tables plain tables and leaf partitions, by schema and name: {@code readBack} counts in this order
     * @param sql the file that all rows come from; null: each table has its parts
     */
    public record PhaseTables(
            String name, List<TableInfo> tables, @Nullable FileInfo sql) {
        public PhaseTables {
            tables = List.copyOf(tables);
        }

        private List<List<LoadPart>> loads(long mostWhole) {
            if (sql != null) {
                return fromSql(sql).stream().map(List::of).toList();
            }
            List<Left> left = new ArrayList<>();
            for (TableInfo table : tables) {
                List<LoadPart> parts = table.parts().stream()
                        .map(part -> new LoadPart(List.of(table), part, false))
                        .toList();
                long bytes = storedBytes(parts);
                if (comesWhole(table, mostWhole)) {
                    left.add(new Left(parts, bytes));
                } else {
                    for (LoadPart part : parts) {
                        left.add(new Left(List.of(part), bytes));
                        bytes -= part.part().storedBytes();
                    }
                }
            }
            return together(left.stream()
                    .sorted(comparingLong(Left::bytes)
                            .reversed()
                            .thenComparing(some -> some.parts().get(0).part().place()))
                    .map(Left::parts)
                    .toList());
        }

        private static boolean comesWhole(TableInfo table, long most) {
            return table.parts().size() > 1
                    && table.parts().size() <= MOST_WHOLE_PARTS
                    && table.bytes() <= most
                    && table.through() == null
                    && !LargeObjects.contains(table);
        }

        private static long storedBytes(List<LoadPart> parts) {
            return parts.stream().mapToLong(load -> load.part().storedBytes()).sum();
        }

        private static List<List<LoadPart>> together(List<List<LoadPart>> ordered) {
            List<List<LoadPart>> loads = new ArrayList<>();
            List<LoadPart> small = new ArrayList<>();
            long bytes = 0;
            for (List<LoadPart> parts : ordered) {
                long size = storedBytes(parts);
                if (size > SMALL_BYTES) {
                    loads.add(parts);
                    continue;
                }
                if (small.size() + parts.size() > MOST_TOGETHER || bytes + size > MOST_BYTES_TOGETHER) {
                    loads.add(List.copyOf(small));
                    small.clear();
                    bytes = 0;
                }
                small.addAll(parts);
                bytes += size;
            }
            if (!small.isEmpty()) {
                loads.add(List.copyOf(small));
            }
            return loads;
        }

        /** Parts that come together, and how much of their table is left to load with them. */
        private record Left(List<LoadPart> parts, long bytes) {}

        /** All parts of all loads. */
        public List<LoadPart> parts() {
            return loads(0L).stream().flatMap(List::stream).toList();
        }

        /** The whole file is read once a phase. */
        private List<LoadPart> fromSql(FileInfo file) {
            List<TableInfo> held = tables.stream()
                    .filter(table -> table.extent() != Extent.NONE)
                    .toList();
            RowHash hash = new RowHash();
            held.forEach(table -> hash.add(table.hash(), table.rows()));
            PartInfo part = new PartInfo(
                    file.object(),
                    hash.rows(),
                    held.stream().mapToLong(TableInfo::bytes).sum(),
                    file.storedBytes(),
                    file.sha256(),
                    hash.hex(),
                    null);
            return held.isEmpty() ? List.of() : List.of(new LoadPart(held, part, true));
        }

        private PhasePlan plan(List<List<LoadPart>> loads) {
            List<LoadPart> parts = loads.stream().flatMap(List::stream).toList();
            return PhasePlan.of(
                    name,
                    tables.stream().map(TableInfo::qualifiedName).toList(),
                    parts.size(),
                    loads.size(),
                    tables.stream().mapToLong(TableInfo::rows).sum(),
                    tables.stream().mapToLong(TableInfo::bytes).sum(),
                    parts.stream().mapToLong(load -> load.part().storedBytes()).sum());
        }
    }

    public PhaseLayout {
        phases = List.copyOf(phases);
    }

    /**
     * Lays a set out by the runbook's phases. A partition follows its topmost table unless it is named itself; tables that
     * no phase names form the phase {@link Runbook#REMAINDER}, which is left out when it would be empty and others are not.
     */
    public static PhaseLayout of(Manifest manifest, List<Phase> phases) {
        Map<String, List<TableInfo>> tables = new LinkedHashMap<>();
        Map<String, String> phaseOfTable = new HashMap<>();
        for (Phase phase : phases) {
            tables.put(phase.name(), new ArrayList<>());
            phase.tables().forEach(table -> phaseOfTable.put(Runbook.qualified(table), phase.name()));
        }
        Map<Long, String> roots = rootNames(manifest, phaseOfTable.keySet());
        Map<TableInfo, String> own = new LinkedHashMap<>();
        for (TableInfo table : manifest.tables()) {
            String phase = phaseOfTable.get(table.qualifiedName());
            if (phase == null && table.root() != 0 && roots.containsKey(table.root())) {
                phase = phaseOfTable.get(roots.get(table.root()));
            }
            own.put(table, phase == null ? Runbook.REMAINDER : phase);
        }
        Map<Long, String> together = together(own, List.copyOf(tables.keySet()));
        own.forEach((table, phase) -> tables.computeIfAbsent(
                        table.through() == null ? phase : together.getOrDefault(table.root(), phase),
                        name -> new ArrayList<>())
                .add(table));
        if (tables.isEmpty()) {
            tables.put(Runbook.REMAINDER, List.of());
        }
        return of(tables, manifest);
    }

    private static PhaseLayout of(Map<String, List<TableInfo>> tables, Manifest manifest) {
        FileInfo sql = manifest.content().form() == Form.SQL ? manifest.sql() : null;
        return new PhaseLayout(tables.entrySet().stream()
                .map(entry -> new PhaseTables(entry.getKey(), entry.getValue(), sql))
                .toList());
    }

    /** Partitions whose rows the target may deal out anew come together, in the last phase that one of them is named in. */
    private static Map<Long, String> together(Map<TableInfo, String> phases, List<String> order) {
        Map<Long, String> together = new HashMap<>();
        phases.forEach((table, phase) -> {
            if (table.through() != null) {
                together.merge(table.root(), phase, (one, other) -> {
                    boolean later = other.equals(Runbook.REMAINDER) || order.indexOf(one) < order.indexOf(other);
                    return !one.equals(Runbook.REMAINDER) && later ? other : one;
                });
            }
        });
        return together;
    }

    /** Names in the runbook's phases that are no table of the set, each as {@code phase: schema.table}, sorted. */
    public static List<String> unknownTables(Manifest manifest, List<Phase> phases) {
        Set<String> known =
                manifest.tables().stream().map(TableInfo::qualifiedName).collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>();
        for (Phase phase : phases) {
            Set<String> names = phase.tables().stream().map(Runbook::qualified).collect(Collectors.toSet());
            Set<String> roots = Set.copyOf(rootNames(manifest, names).values());
            names.stream()
                    .filter(name -> !known.contains(name) && !roots.contains(name))
                    .forEach(name -> unknown.add(phase.name() + ": " + name));
        }
        return List.copyOf(unknown);
    }

    /** The layout of a prepared target, as its {@code relation} table says. Throws STATEMENT_FAILED. */
    public static PhaseLayout read(Connection connection, Manifest manifest) {
        Map<String, List<TableInfo>> tables = new LinkedHashMap<>();
        for (String phase : Sql.strings(connection, "SELECT name FROM _lifeboat_restore.phase ORDER BY position")) {
            tables.put(phase, new ArrayList<>());
        }
        Map<Long, TableInfo> byOid =
                manifest.tables().stream().collect(Collectors.toMap(TableInfo::oid, table -> table));
        Sql.query(
                connection,
                "SELECT phase, source_oid FROM _lifeboat_restore.relation ORDER BY phase, position",
                row -> {
                    TableInfo table = byOid.get(row.getLong(2));
                    List<TableInfo> phase = tables.get(row.getString(1));
                    if (table == null || phase == null) {
                        throw new LifeboatException(
                                ErrorCode.RUN_SUPERSEDED, "the target was laid out for another set than this run's");
                    }
                    phase.add(table);
                    return table;
                });
        return of(tables, manifest);
    }

    /**
     * What is loaded by one activity each, in this order: large parts by themselves, small ones together, and all parts of a
     * table that is not too large, so that one transaction can empty and fill it. The tables that have most to load
     * still come first, so that the parts of one table, which a server may not take at the same time, stand between
     * those of others, and no long table is left for the end.
     *
     * @param serverVersion the target's {@code server_version_num}
     */
    public List<List<LoadPart>> loads(String phase, int serverVersion) {
        boolean alone = position(phase) == 0 && serverVersion < FILLS_SIDE_BY_SIDE;
        return phase(phase).loads(alone ? MOST_WHOLE_BYTES_AT_FIRST : MOST_WHOLE_BYTES);
    }

    /**
     * What the plan shows of the phases.
     *
     * @param serverVersion the target's {@code server_version_num}
     */
    public List<PhasePlan> plan(int serverVersion) {
        return phases.stream()
                .map(phase -> phase.plan(loads(phase.name(), serverVersion)))
                .toList();
    }

    /** The phase of this name; throws INTERNAL if there is none. */
    public PhaseTables phase(String name) {
        return phases.get(position(name));
    }

    /** The phase's place, from 0; throws INTERNAL if there is none of this name. */
    public int position(String name) {
        for (int position = 0; position < phases.size(); position++) {
            if (phases.get(position).name().equals(name)) {
                return position;
            }
        }
        throw new LifeboatException(ErrorCode.INTERNAL, "the target has no phase " + name);
    }

    /** The place of the phase that loads this table (by its OID in the source), or the last one if the set has no such table. */
    public int positionOf(long table) {
        for (int position = 0; position < phases.size(); position++) {
            if (phases.get(position).tables().stream().anyMatch(info -> info.oid() == table)) {
                return position;
            }
        }
        return phases.size() - 1;
    }

    /**
     * Which of the wanted names belong to topmost partitioned tables. They have no rows and so no {@link TableInfo}; a name
     * is compared with the listed label, which begins with schema and name, and only for tables that have partitions.
     */
    public static Map<Long, String> rootNames(Manifest manifest, Set<String> wanted) {
        Set<Long> roots = manifest.tables().stream()
                .map(TableInfo::root)
                .filter(root -> root != 0)
                .collect(Collectors.toSet());
        Map<Long, String> names = new HashMap<>();
        for (SchemaEntry entry : manifest.entries()) {
            if (entry.type().equals("TABLE") && roots.contains(entry.object())) {
                wanted.stream()
                        .filter(name -> entry.label().startsWith(name.replaceFirst("\\.", " ") + " "))
                        .max(comparing(String::length))
                        .ifPresent(name -> names.put(entry.object(), name));
            }
        }
        return names;
    }
}
