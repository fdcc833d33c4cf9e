package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which entries of the schema archive can be made when. An entry belongs to a stage by its type, and to the phase that
 * loads the last of its tables; it is ready when that phase is loaded and everything it depends on exists. Entries are
 * related by OID and dump id only, never by name. Immutable.
 *
 * <p>Views are made with the tables, before a row is there, so that functions and other views that use them can be made
 * too. They show nothing: they belong to the restore role and carry no grant until the last of their tables opens.
 */
final class SchemaEntries {
    private static final int FIRST = 0;
    private static final long PG_CLASS = 1259;

    private final List<SchemaEntry> entries;
    private final Map<Integer, SchemaEntry> byDumpId;
    private final Map<Long, SchemaEntry> relationByOid;
    private final Map<Long, Integer> positionOfTable;
    private final Map<Long, Integer> positionOfFamily;
    private final Map<Long, Long> tableOfSequence;
    private final int last;
    private final Map<Integer, Integer> positions = new HashMap<>();
    private final Map<Integer, Stage> stages = new HashMap<>();

    /** @param positionOfTable the place of the phase of each table in the set, by its OID in the source */
    SchemaEntries(Manifest manifest, Map<Long, Integer> positionOfTable, int phases) {
        this.entries = manifest.entries();
        this.byDumpId = entries.stream().collect(Collectors.toMap(SchemaEntry::dumpId, entry -> entry));
        this.relationByOid = entries.stream()
                .filter(entry -> entry.catalog() == PG_CLASS && Stage.isRelation(entry))
                .collect(Collectors.toMap(SchemaEntry::object, entry -> entry, (one, other) -> one));
        this.positionOfTable = Map.copyOf(positionOfTable);
        this.last = phases - 1;
        this.positionOfFamily = families(manifest);
        // An identity column has its sequence in the manifest too.
        this.tableOfSequence = manifest.sequences().stream()
                .filter(sequence -> sequence.ownerTable() != 0)
                .collect(Collectors.toMap(SequenceInfo::oid, SequenceInfo::ownerTable));
        for (SchemaEntry entry : entries) {
            positions.put(entry.dumpId(), positionOf(entry, new HashSet<>()));
            stages.put(entry.dumpId(), stageOf(entry, new HashSet<>()));
        }
    }

    /** All entries, in the archive's order. */
    List<SchemaEntry> all() {
        return entries;
    }

    /** The place of the phase that loads the last of the entry's tables; 0 for one that has none. */
    int position(SchemaEntry entry) {
        return positions.getOrDefault(entry.dumpId(), last);
    }

    /** When the entry may be made. */
    Stage stage(SchemaEntry entry) {
        return stages.getOrDefault(entry.dumpId(), Stage.LAST);
    }

    /** The place of the phase that loads the last row of this table, partitioned table or view, by its OID in the source. */
    int positionOfRelation(long oid) {
        return positionOfRelation(oid, new HashSet<>());
    }

    /**
     * Entries of one stage, and what earlier stages had to leave out, that can be made now, in the archive's order.
     *
     * @param made dump ids that exist already
     * @param loaded the place of the last phase whose rows are all there; -1: none yet
     */
    List<SchemaEntry> ready(Set<Integer> made, Stage stage, int loaded) {
        Set<Integer> there = new HashSet<>(made);
        List<SchemaEntry> ready = new ArrayList<>();
        for (SchemaEntry entry : entries) {
            Stage own = stage(entry);
            // Foreign keys are made from the manifest, not from the archive, whose definitions validate at once.
            boolean due = own.compareTo(stage) <= 0 && !entry.type().equals("FK CONSTRAINT");
            boolean loadedAll = stage == Stage.STRUCTURES || position(entry) <= loaded;
            if (due && loadedAll && !there.contains(entry.dumpId()) && there.containsAll(knownDependencies(entry))) {
                ready.add(entry);
                there.add(entry.dumpId());
            }
        }
        return ready;
    }

    /** Tables, views and sequences that belong to the phase at this place or to one before it. */
    List<SchemaEntry> relationsUpTo(int position) {
        return entries.stream()
                .filter(entry -> Stage.isRelation(entry) && position(entry) <= position)
                .toList();
    }

    private List<Integer> knownDependencies(SchemaEntry entry) {
        return entry.dependsOn().stream().filter(byDumpId::containsKey).toList();
    }

    private Stage stageOf(SchemaEntry entry, Set<Integer> visited) {
        if (!Set.of("COMMENT", "SECURITY LABEL", "ACL", "INDEX ATTACH").contains(entry.type())
                || !visited.add(entry.dumpId())) {
            return Stage.of(entry.type());
        }
        Stage stage = Stage.of(entry.type());
        for (int dumpId : knownDependencies(entry)) {
            SchemaEntry base = byDumpId.get(dumpId);
            Stage baseStage = base == null ? Stage.STRUCTURES : stageOf(base, visited);
            if (entry.type().equals("ACL") && base != null && Stage.isRelation(base)) {
                return Stage.OPENING;
            }
            stage = baseStage.compareTo(stage) > 0 ? baseStage : stage;
        }
        return stage;
    }

    private int positionOf(SchemaEntry entry, Set<Integer> visited) {
        if (!visited.add(entry.dumpId())) {
            return FIRST;
        }
        Integer known = positions.get(entry.dumpId());
        if (known != null) {
            return known;
        }
        if (entry.catalog() == PG_CLASS && entry.type().equals("TABLE")) {
            return positionOfStoredTable(entry.object());
        }
        if (isOfParentAlone(entry)) {
            return FIRST;
        }
        int position = FIRST;
        for (long table : entry.tables()) {
            position = Math.max(position, positionOfRelation(table, visited));
        }
        Long owner = entry.catalog() == PG_CLASS ? tableOfSequence.get(entry.object()) : null;
        if (owner != null) {
            position = Math.max(position, positionOfRelation(owner, visited));
        }
        // Where its tables are known, what else it depends on exists from the beginning: a policy that reads a table of
        // a
        // later phase must stand before its own table opens.
        if (entry.tables().isEmpty() && (Stage.isRelation(entry) || Stage.isFollower(entry))) {
            position = Math.max(position, positionOfDependencies(entry, visited));
        }
        return position;
    }

    /** An index of a partitioned table holds no row, and those of its partitions, in whatever phase, wait for it. */
    private boolean isOfParentAlone(SchemaEntry entry) {
        return Set.of("INDEX", "CONSTRAINT").contains(entry.type())
                && !entry.tables().isEmpty()
                && entry.tables().stream()
                        .allMatch(table -> positionOfFamily.containsKey(table) && !positionOfTable.containsKey(table));
    }

    /** Through relations and what stands on them, not through functions and types: those exist before any row. */
    private int positionOfDependencies(SchemaEntry entry, Set<Integer> visited) {
        int position = FIRST;
        for (int dumpId : knownDependencies(entry)) {
            SchemaEntry base = byDumpId.get(dumpId);
            if (base != null && (Stage.isRelation(base) || Stage.isFollower(base))) {
                position = Math.max(position, positionOf(base, visited));
            }
        }
        return position;
    }

    private int positionOfRelation(long oid, Set<Integer> visited) {
        if (positionOfTable.containsKey(oid) || positionOfFamily.containsKey(oid)) {
            return positionOfStoredTable(oid);
        }
        SchemaEntry relation = relationByOid.get(oid);
        // A table that the set says nothing of: nothing that needs it is made before everything is there.
        return relation == null ? last : positionOf(relation, visited);
    }

    private int positionOfStoredTable(long oid) {
        Integer own = positionOfTable.get(oid);
        return own == null ? positionOfFamily.getOrDefault(oid, FIRST) : own;
    }

    /** For each table that is partitioned or a partition, the place of the phase that loads the last leaf of its tree. */
    private Map<Long, Integer> families(Manifest manifest) {
        Map<Long, Long> parent = new HashMap<>();
        for (TableInfo table : manifest.tables()) {
            if (table.root() != 0) {
                join(parent, table.oid(), table.root());
            }
        }
        for (SchemaEntry entry : entries) {
            if (entry.type().equals("TABLE ATTACH")) {
                List<Long> ends = knownDependencies(entry).stream()
                        .map(byDumpId::get)
                        .filter(base -> base != null && base.type().equals("TABLE"))
                        .map(SchemaEntry::object)
                        .toList();
                ends.forEach(end -> join(parent, ends.get(0), end));
            }
        }
        Map<Long, Integer> latest = new HashMap<>();
        parent.keySet()
                .forEach(table ->
                        latest.merge(find(parent, table), positionOfTable.getOrDefault(table, FIRST), Math::max));
        Map<Long, Integer> families = new HashMap<>();
        parent.keySet().forEach(table -> families.put(table, latest.getOrDefault(find(parent, table), FIRST)));
        return families;
    }

    private static void join(Map<Long, Long> parent, long one, long other) {
        long oneTop = find(parent, one);
        parent.put(find(parent, other), oneTop);
    }

    private static long find(Map<Long, Long> parent, long table) {
        long top = table;
        while (parent.computeIfAbsent(top, self -> self) != top) {
            top = parent.getOrDefault(top, top);
        }
        return top;
    }
}
