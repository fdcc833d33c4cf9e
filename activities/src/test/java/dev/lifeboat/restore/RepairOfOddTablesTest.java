package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.repair.RepairComparison;
import dev.lifeboat.repair.RepairReceipt;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.set.SetContent;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repairs of tables without a key, with children, in circles, with many columns; and what their undo leaves alone. */
@Timeout(120)
class RepairOfOddTablesTest {
    @TempDir
    Path folder;

    private final OddServer server = OddServer.base();
    private OddSystem system;

    @BeforeEach
    void database() throws Exception {
        system = new OddSystem(folder, "", """
                CREATE TABLE "Us er" (id serial PRIMARY KEY, name text NOT NULL); CREATE TABLE orders (id int PRIMARY KEY, owner int REFERENCES "Us er");
                INSERT INTO "Us er" (name) VALUES ('a'), ('b'); INSERT INTO orders VALUES (1, 1), (2, 2);
                """);
    }

    /** The undo goes back through keys in a circle and through cascades. */
    @Test
    void theUndoTakesNothingElseAlong() throws Exception {
        server.execute(
                system.source,
                "CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree ON DELETE CASCADE, name text,"
                        + " number int GENERATED ALWAYS AS IDENTITY)",
                "INSERT INTO tree (id, parent, name) VALUES (1, NULL, 'root'), (2, 1, 'a'), (3, 2, 'b'), (4, 3, 'c')");
        OddSystem with = system.with(SetContent.WHOLE);
        server.execute(
                system.source,
                "INSERT INTO tree (id, parent, name) VALUES (9, NULL, 'other')",
                "UPDATE tree SET parent = 9 WHERE id = 3",
                "UPDATE tree SET parent = 3 WHERE id = 4",
                "DELETE FROM tree WHERE id = 2");
        String rows = "SELECT id, parent, name, number FROM tree ORDER BY id";
        String damaged = server.answer(system.source, rows);
        RepairSteps repair = repair(with, List.of("tree"), true);
        RepairReceipt receipt = repair.apply(repair.compare());
        assertThat(server.answer(system.source, rows))
                .isEqualTo("1 | null | root | 1\n2 | 1 | a | 2\n3 | 2 | b | 3\n4 | 3 | c | 4");
        server.execute(system.source, "INSERT INTO tree (id, parent, name) VALUES (20, 1, 'written since')");
        RepairSteps.takeBack(system, folder, receipt);
        assertThat(server.answer(system.source, rows)).isEqualTo(damaged + "\n20 | 1 | written since | 6");
        assertThat(server.answer(
                        system.source,
                        "SELECT attidentity, (SELECT condeferrable FROM pg_constraint WHERE conname = 'tree_parent_fkey')"
                                + " FROM pg_attribute WHERE attrelid = 'tree'::regclass AND attname = 'number'"))
                .isEqualTo("a | f");
    }

    @Test
    void whatIsWrittenSinceAnEmptyTableWasFilledSurvivesTheUndo() throws Exception {
        server.execute(system.source, "TRUNCATE \"Us er\", orders");
        RepairSteps repair = repair(system, List.of("orders", "Us er"), false);
        RepairReceipt receipt = repair.apply(repair.compare());
        server.execute(system.source, "INSERT INTO \"Us er\" (name) VALUES ('written since')");
        RepairSteps.takeBack(system, folder, receipt);
        assertThat(server.answer(
                        system.source,
                        "SELECT (SELECT string_agg(name, ',') FROM \"Us er\"), (SELECT count(*) FROM orders)"))
                .isEqualTo("written since | 0");
    }

    @Test
    void manyColumnsAreCompared() throws Exception {
        String columns = IntStream.range(0, 300)
                .mapToObj(number -> "c" + number + " int DEFAULT " + number)
                .collect(Collectors.joining(", "));
        server.execute(
                system.source,
                "CREATE TABLE wide (id int PRIMARY KEY, " + columns + ")",
                "INSERT INTO wide SELECT generate_series(1, 20)");
        OddSystem with = system.with(SetContent.WHOLE);
        server.execute(
                system.source,
                "UPDATE wide SET c299 = 0 WHERE id < 5",
                "DELETE FROM wide WHERE id > 18",
                "INSERT INTO wide VALUES (99)");
        RepairSteps repair = repair(with, List.of("wide"), true);
        RepairComparison found = repair.compare();
        assertThat(found.tables())
                .singleElement()
                .extracting(TableDifference::describe)
                .isEqualTo("2 missing, 4 changed, 1 extra, 14 alike");
        RepairSteps.takeBack(system, folder, repair.apply(found));
        assertThat(repair.compare().evidence()).isEqualTo(found.evidence());
    }

    /** Rows of tables that inherit from it, or of its partitions, are not to be taken for a table's own, or for each other. */
    @Test
    void rowsOfOtherTablesAreLeftAlone() throws Exception {
        server.execute(
                system.source,
                "CREATE TABLE elder (a int PRIMARY KEY, b text)",
                "CREATE TABLE younger (c int) INHERITS (elder)",
                "INSERT INTO elder VALUES (1, 'x'), (2, 'y')",
                "INSERT INTO younger VALUES (1, 'child', 3), (7, 'child', 3)",
                "CREATE TABLE loose (a int, b text) PARTITION BY LIST (a)",
                "CREATE TABLE loose_1 PARTITION OF loose FOR VALUES IN (1)",
                "CREATE TABLE loose_2 PARTITION OF loose DEFAULT",
                "INSERT INTO loose VALUES (1, 'l'), (2, 'l'), (2, 'l')");
        OddSystem with = system.with(SetContent.WHOLE);
        server.execute(
                system.source,
                "UPDATE ONLY elder SET b = 'wrong'",
                "DELETE FROM loose WHERE a = 1",
                "INSERT INTO elder VALUES (9, 'extra')");
        RepairSteps repair = repair(with, List.of("elder"), true);
        RepairComparison found = repair.compare();
        assertThat(found.tables())
                .singleElement()
                .extracting(TableDifference::describe)
                .isEqualTo("0 missing, 2 changed, 1 extra, 0 alike");
        repair.apply(found);
        repair.discard();
        assertThat(server.answer(system.source, "SELECT tableoid::regclass, a, b FROM elder ORDER BY 1, 2"))
                .isEqualTo("elder | 1 | x\nelder | 2 | y\nyounger | 1 | child\nyounger | 7 | child");
        RepairSteps loose = repair(with, List.of("loose"), false);
        RepairReceipt receipt = loose.apply(loose.compare());
        RepairSteps.takeBack(system, folder, receipt);
        assertThat(server.answer(system.source, "SELECT tableoid::regclass, a FROM loose ORDER BY 1, 2"))
                .isEqualTo("loose_2 | 2\nloose_2 | 2");
    }

    @Test
    void rowsOfATableWithoutAKeyAreComparedAsWholes() throws Exception {
        server.execute(
                system.source,
                "CREATE TABLE whole (a int, b text, at timestamptz DEFAULT '2024-05-06 07:08:09+00')",
                "INSERT INTO whole SELECT g % 5, NULLIF('x', 'x' || g) FROM generate_series(1, 20) g");
        OddSystem with = system.with(SetContent.WHOLE);
        String rows = "SELECT a, b, count(*) FROM whole GROUP BY 1, 2 ORDER BY 1, 2";
        String wanted = server.answer(system.source, rows);
        server.execute(
                system.source,
                "DELETE FROM whole WHERE ctid IN (SELECT ctid FROM whole WHERE a < 2 LIMIT 3)",
                "INSERT INTO whole VALUES (3, 'x'), (99, NULL)");
        String damaged = server.answer(system.source, rows);
        RepairSteps repair = repair(with, List.of("whole"), false);
        RepairComparison found = repair.compare();
        assertThat(found.tables())
                .singleElement()
                .extracting(TableDifference::describe)
                .isEqualTo("3 missing, 0 changed, 2 extra, 17 alike");
        RepairReceipt receipt = repair.apply(found);
        server.execute(system.source, "DELETE FROM whole WHERE a = 99");
        server.execute(
                system.source,
                "DELETE FROM whole WHERE ctid = (SELECT ctid FROM whole WHERE a = 3 AND b = 'x' LIMIT 1)");
        assertThat(server.answer(system.source, rows)).isEqualTo(wanted);
        server.execute(system.source, "INSERT INTO whole VALUES (3, 'x'), (99, NULL)");
        RepairSteps.takeBack(system, folder, receipt);
        assertThat(server.answer(system.source, rows)).isEqualTo(damaged);
    }

    private RepairSteps repair(OddSystem from, List<String> tables, boolean deleteExtra) {
        return new RepairSteps(from, system.source, tables, deleteExtra).begin(0);
    }
}
