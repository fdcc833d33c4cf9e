package dev.lifeboat.fake;

import dev.lifeboat.gate.GateStage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The state of a database being restored, phase by phase. Thread-safe. */
public final class FakeTarget {
    /** How far a phase is. The order is the rule. */
    enum Stage {
        EMPTY,
        LOADED,
        CONSTRAINED,
        LINKED,
        BEHAVING,
        EXAMINED,
        OPEN
    }

    static final class PhaseTables {
        final String name;
        final int tables;
        final int parts;
        final Set<Integer> loaded = new TreeSet<>();
        final Set<Integer> read = new TreeSet<>();
        Stage stage = Stage.EMPTY;
        boolean indexed;
        boolean green;
        boolean openedBefore;
        boolean closed;

        PhaseTables(String name, int tables, int parts) {
            this.name = name;
            this.tables = tables;
            this.parts = parts;
        }
    }

    private final Journal journal;
    private final Map<String, PhaseTables> phases = new LinkedHashMap<>();
    private final Set<String> waivable = new TreeSet<>();
    private boolean prepared;
    private boolean structured;
    private boolean finished;

    FakeTarget(Journal journal) {
        this.journal = journal;
    }

    synchronized void layOut(String phase, int tables, int parts) {
        phases.put(phase, new PhaseTables(phase, tables, parts));
    }

    /** The test's people will waive this phase's red gate; otherwise an opening after it is a violation. */
    public synchronized void mayBeWaived(String phase) {
        waivable.add(phase);
    }

    synchronized void prepare(Set<String> opened) {
        journal.require(!prepared, "the target was prepared twice");
        prepared = true;
        opened.forEach(name -> {
            PhaseTables phase = phase(name);
            phase.openedBefore = true;
            phase.stage = Stage.BEHAVING;
        });
    }

    /** A throw-away database is gone; the next one is as empty as this was. */
    synchronized void drop() {
        prepared = false;
        structured = false;
        finished = false;
        phases.replaceAll((name, phase) -> new PhaseTables(name, phase.tables, phase.parts));
    }

    synchronized void structure() {
        journal.require(prepared && !structured, "structures need a prepared target, once");
        structured = true;
    }

    synchronized void load(String name, int part) {
        PhaseTables phase = phase(name);
        journal.require(structured, "a part was loaded before the structures");
        journal.require(!phase.openedBefore && phase.stage == Stage.EMPTY, "part " + part + " came too late: " + name);
        journal.require(part >= 0 && part < phase.parts, "there is no part " + part + " in " + name);
        journal.require(phase.loaded.add(part), "part " + part + " of " + name + " was loaded twice");
        for (PhaseTables earlier : before(phase)) {
            journal.require(
                    earlier.openedBefore || earlier.loaded.size() == earlier.parts,
                    name + " was loaded before " + earlier.name + " was");
        }
    }

    private List<PhaseTables> before(PhaseTables phase) {
        List<PhaseTables> all = List.copyOf(phases.values());
        return all.subList(0, all.indexOf(phase));
    }

    synchronized void readBack(String name, int from, int to) {
        PhaseTables phase = phase(name);
        journal.require(!phase.openedBefore, name + " was opened by an earlier run: its rows have rightly changed");
        beginAnew(phase);
        journal.require(from < to && to <= phase.tables, "there are no tables " + from + " to " + to + " in " + name);
        for (int table = from; table < to; table++) {
            journal.require(phase.read.add(table), "table " + table + " of " + name + " was read twice");
        }
    }

    /** Side by side with {@link #readBack}. */
    synchronized void index(String name) {
        PhaseTables phase = phase(name);
        beginAnew(phase);
        journal.require(!phase.indexed, name + " was indexed twice");
        phase.indexed = true;
    }

    private void beginAnew(PhaseTables phase) {
        journal.require(
                phase.loaded.size() == phase.parts, phase.name + " was read or indexed before every part was loaded");
        journal.require(phase.stage != Stage.OPEN, phase.name + " was read or indexed although it is open");
        if (phase.stage != Stage.LOADED) {
            phase.stage = Stage.LOADED;
            phase.read.clear();
            phase.indexed = false;
        }
    }

    synchronized void constrain(String name) {
        PhaseTables phase = phase(name);
        journal.require(
                phase.stage == Stage.LOADED && phase.indexed && phase.read.size() == phase.tables,
                name + " was constrained before it was read back and indexed");
        for (PhaseTables earlier : before(phase)) {
            journal.require(
                    earlier.stage == Stage.OPEN && !earlier.closed,
                    name + " was built before " + earlier.name + " was accepted");
        }
        phase.stage = Stage.CONSTRAINED;
    }

    synchronized void build(String name, Stage from, Stage to) {
        PhaseTables phase = phase(name);
        journal.require(phase.stage == from, name + ": " + to + " after " + phase.stage);
        phase.stage = to;
    }

    synchronized void examine(String name, GateStage stage, boolean green, boolean resumed) {
        PhaseTables phase = phase(name);
        journal.require(resumed == phase.openedBefore || stage == GateStage.SERVICE, name + " was examined as another");
        if (stage == GateStage.SERVICE) {
            journal.require(
                    phase.stage == Stage.OPEN && !phase.closed, "services of a closed phase were asked: " + name);
            return;
        }
        boolean ready = phase.stage == Stage.BEHAVING || (phase.openedBefore && phase.stage == Stage.EXAMINED);
        journal.require(ready, name + " was examined after " + phase.stage);
        phase.stage = Stage.EXAMINED;
        phase.green = green;
    }

    synchronized void open(String name) {
        PhaseTables phase = phase(name);
        boolean again = phase.stage == Stage.OPEN && phase.closed;
        journal.require(again || phase.stage == Stage.EXAMINED, name + " was opened after " + phase.stage);
        journal.require(phase.green || waivable.contains(name), name + " was opened although its gate was red");
        phase.stage = Stage.OPEN;
        phase.closed = false;
    }

    synchronized void close(String name) {
        PhaseTables phase = phase(name);
        journal.require(phase.stage == Stage.OPEN && !phase.closed, name + " was closed although it is not open");
        phase.closed = true;
    }

    synchronized void finish() {
        for (PhaseTables phase : phases.values()) {
            journal.require(phase.stage == Stage.OPEN && !phase.closed, "finished although not open: " + phase.name);
        }
        journal.require(!finished, "finished twice");
        finished = true;
    }

    /** Whether people can use the phase's tables. */
    public synchronized boolean isOpen(String name) {
        PhaseTables phase = phase(name);
        return phase.stage == Stage.OPEN && !phase.closed;
    }

    public synchronized int loadedParts(String name) {
        return phase(name).loaded.size();
    }

    private PhaseTables phase(String name) {
        PhaseTables phase = phases.get(name);
        journal.require(phase != null, "there is no phase " + name);
        return phase;
    }
}
