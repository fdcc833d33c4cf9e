package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.repair.RepairComparison;
import dev.lifeboat.repair.RepairPlan;
import dev.lifeboat.repair.RepairReceipt;
import dev.lifeboat.repair.RepairSample;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a living database, damaged and brought back to a set's rows. */
class RepairTest {
    private static final String SCRIPT = """
            CREATE TABLE "Us er" (id serial PRIMARY KEY, name text NOT NULL UNIQUE, doc json, raw bytea, touched timestamptz,
                                  twice int GENERATED ALWAYS AS (id * 2) STORED);
            CREATE TABLE orders (a int, b text, owner int REFERENCES "Us er", total numeric, PRIMARY KEY (b, a));
            CREATE TABLE event (id int GENERATED ALWAYS AS IDENTITY, at date NOT NULL, what text, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
            CREATE TABLE event_24 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE TABLE event_25 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            CREATE TABLE heap (a int);
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.touched := now(); RETURN NEW; END$$;
            CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON "Us er" FOR EACH ROW EXECUTE FUNCTION touch();
            CREATE TRIGGER replica BEFORE UPDATE ON "Us er" FOR EACH ROW EXECUTE FUNCTION touch();
            ALTER TABLE "Us er" ENABLE ALWAYS TRIGGER replica;
            INSERT INTO "Us er" (name, doc, raw) SELECT E'user\\t''\\\\' || g, '{"n": 1, "n": 2}', decode(md5(g::text), 'hex') FROM generate_series(1, 50) g;
            INSERT INTO orders SELECT g, 'o' || g, 1 + g % 50, g / 7.0 FROM generate_series(1, 200) g;
            INSERT INTO event (at, what) SELECT '2024-06-01'::date + g, 'e' || g FROM generate_series(0, 300) g;
            INSERT INTO heap VALUES (1);
            """;
    private static final List<String> DAMAGE = List.of(
            "DELETE FROM orders WHERE a % 10 = 3",
            "DELETE FROM \"Us er\" WHERE id = 9 AND NOT EXISTS (SELECT FROM orders WHERE owner = 9)",
            "DELETE FROM orders WHERE owner = 12",
            "DELETE FROM \"Us er\" WHERE id = 12",
            "UPDATE \"Us er\" SET name = 'overwritten ' || id, doc = NULL WHERE id % 9 = 2",
            "UPDATE orders SET total = NULL WHERE a < 5",
            "INSERT INTO \"Us er\" (id, name) VALUES (1000, 'new since')",
            "INSERT INTO orders VALUES (7, 'extra', 1000, 1)",
            "UPDATE event SET what = 'lost' WHERE at > '2025-01-20'",
            "DELETE FROM event WHERE at BETWEEN '2024-12-20' AND '2025-01-05'");
    private static final List<String> TABLES = List.of("orders", "Us er", "event");

    @TempDir
    Path folder;

    private final OddServer server = OddServer.base();
    private OddSystem system;
    private String before;

    @BeforeEach
    void database() throws Exception {
        system = new OddSystem(folder, "", SCRIPT);
        before = content();
    }

    @Test
    void bringsDamagedTablesBackAndCanBeTakenBack() throws Exception {
        damage();
        String damaged = content();
        RepairSteps repair = repair(system, TABLES, true);
        RepairComparison found = repair.compare();
        assertThat(found.tables())
                .extracting(TableDifference::table)
                .containsExactly("public.Us er", "public.event", "public.orders");
        assertThat(found.tables())
                .filteredOn(table -> table.table().equals("public.Us er"))
                .singleElement()
                .satisfies(table -> assertThat(List.of(table.missing(), table.changed(), table.extra()))
                        .containsExactly(1L, 6L, 1L));
        assertThat(new RepairSample(new TargetConnections(new PostgresConnector(system.secrets())::connect))
                        .read(
                                OpenVault.of(Vault.of(system.runbook()), system.secrets()),
                                system.manifest.set(),
                                repair.target,
                                List.of("public.Us er")))
                .contains("missing public.Us er id = '12'", "extra public.Us er id = '1000'")
                .filteredOn(line -> line.startsWith("changed"))
                .hasSize(3);

        RepairReceipt receipt = repair.apply(found);
        assertThat(content()).isEqualTo(before);
        assertThat(server.answer(system.source, "SELECT nextval('\"Us er_id_seq\"') > 1"))
                .isEqualTo("t");
        assertThat(server.answer(
                        system.source, "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"))
                .isEqualTo("replica | A\ntouch | O");
        repair.discard();
        assertThat(server.answer(system.source, "SELECT to_regnamespace('_lifeboat_repair')"))
                .isEqualTo("null");

        RepairSteps.takeBack(system, folder, receipt);
        assertThat(content()).isEqualTo(damaged);
    }

    @Test
    void keepsExtraRowsUnlessAsked() throws Exception {
        damage();
        RepairSteps repair = repair(system, TABLES, false);
        repair.apply(repair.compare());
        assertThat(server.answer(system.source, "SELECT count(*) FROM orders WHERE b = 'extra'"))
                .isEqualTo("1");
        server.execute(system.source, "DELETE FROM orders WHERE b = 'extra'", "DELETE FROM \"Us er\" WHERE id = 1000");
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void aSetInJsonOrSqlOrOfTheTablesAloneWillDo() throws Exception {
        OddSystem json = system.with(SetContent.of(Form.JSON, TABLES));
        OddSystem sql = system.with(SetContent.of(Form.SQL, List.of()));
        for (OddSystem form : List.of(json, sql)) {
            damage();
            RepairSteps repair = repair(form, TABLES, true);
            repair.apply(repair.compare());
            repair.discard();
            assertThat(content()).isEqualTo(before);
        }
    }

    @Test
    void aCrashOfTheServerInBetweenIsNoticed() throws Exception {
        damage();
        RepairSteps repair = repair(system, TABLES, true);
        RepairComparison found = repair.compare();
        // What a crash leaves of unlogged tables.
        server.execute(system.source, "TRUNCATE _lifeboat_repair.part, _lifeboat_repair.side_0");
        String damaged = content();
        assertThatThrownBy(() -> repair.compare()).hasMessageContaining("what was loaded aside is gone");
        assertThatThrownBy(() -> repair.apply(found)).hasMessageContaining("what was loaded aside is gone");
        assertThat(content()).isEqualTo(damaged);
    }

    @Test
    void anEmptySchemaIsFilled() throws Exception {
        server.execute(system.source, "TRUNCATE \"Us er\", orders, event");
        RepairSteps repair = repair(system, TABLES, false);
        repair.apply(repair.compare());
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void whatHasChangedSinceTheApprovalIsNotTouched() throws Exception {
        damage();
        RepairSteps repair = repair(system, TABLES, true);
        RepairComparison approved = repair.compare();
        server.execute(
                system.source,
                "UPDATE orders SET total = 1 WHERE a = 4",
                "UPDATE orders SET total = 4 / 7.0 WHERE a = 3");
        String changed = content();
        assertThat(repair.activities.apply(repair.task, approved.evidence()).undo())
                .isNull();
        assertThat(content()).isEqualTo(changed);
        repair.apply(repair.compare());
        assertThat(content()).isEqualTo(before);
        // A try whose answer was lost says what the first one did.
        assertThat(repair.activities.apply(repair.task, approved.evidence()).undo())
                .isNotNull();
    }

    @Test
    void aDuplicateKeyEndsItAndNothingHasChanged() throws Exception {
        server.execute(
                system.source,
                "DELETE FROM orders WHERE owner = 12",
                "DELETE FROM \"Us er\" WHERE id = 12",
                "INSERT INTO \"Us er\" (id, name) SELECT 2000, E'user\\t''\\\\12'");
        String damaged = content();
        RepairSteps repair = repair(system, TABLES, false);
        RepairComparison found = repair.compare();
        assertThatThrownBy(() -> repair.apply(found))
                .hasMessageContaining("duplicate key value violates unique constraint \"Us er_name_key\"");
        assertThat(content()).isEqualTo(damaged);
        assertThat(server.answer(
                        system.source, "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"))
                .isEqualTo("replica | A\ntouch | O");
    }

    @Test
    void columnsAreMatchedByNameAndDriftIsTold() throws Exception {
        damage();
        server.execute(
                system.source,
                "ALTER TABLE orders DROP COLUMN total",
                "ALTER TABLE orders ADD COLUMN note text DEFAULT 'none'",
                "ALTER TABLE \"Us er\" ALTER COLUMN name TYPE varchar(100)");
        RepairSteps repair = repair(system, TABLES, false);
        assertThat(repair.plan.warnings())
                .containsExactlyInAnyOrder(
                        "column note of public.orders is new since the set: it is left as it is",
                        "column total of public.orders is no longer in the target: its values are left out");
        repair.apply(repair.compare());
        assertThat(server.answer(system.source, "SELECT count(*), count(note) FROM orders WHERE b <> 'extra'"))
                .isEqualTo("200 | 200");
        server.execute(
                system.source, "ALTER TABLE orders ALTER COLUMN note SET NOT NULL, ALTER COLUMN note DROP DEFAULT");
        assertThat(plan(system, TABLES, false).blockers())
                .singleElement()
                .asString()
                .contains("column note of public.orders is NOT NULL without a default");
    }

    @Test
    void refusesWhatItCannotDoExactly() throws Exception {
        assertThat(plan(system, List.of("heap"), true).blockers())
                .singleElement()
                .asString()
                .contains("has no primary key: its rows cannot be told from each other, and none is deleted");
        server.execute(system.source, "CREATE TABLE other (owner int REFERENCES \"Us er\" ON DELETE CASCADE)");
        assertThat(plan(system, List.of("Us er"), true).blockers())
                .singleElement()
                .asString()
                .contains("would delete or change rows of public.other (other_owner_fkey)");
        server.execute(system.source, "DROP TABLE heap");
        assertThat(plan(system, List.of("heap"), false).blockers())
                .singleElement()
                .asString()
                .contains("the target has no table");
        assertThatThrownBy(() -> plan(system, List.of("x\"; DROP TABLE orders; --"), false))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("has no table public.x\"; DROP");
        OddSystem some = system.with(
                new SetContent(Form.ARCHIVE, true, true, List.of(), new TreeMap<>(Map.of("orders", "a < 9"))));
        assertThat(plan(some, List.of("orders"), true).blockers())
                .singleElement()
                .asString()
                .contains("none is extra");
        RepairSteps first = repair(system, List.of("orders"), false);
        assertThatThrownBy(() -> first.activities.prepare(first.as("repair/other/run")))
                .hasMessageContaining("repairs this database");
    }

    private void damage() throws Exception {
        server.execute(system.source, DAMAGE.toArray(String[]::new));
    }

    /** Rows of the repaired tables, but for what a trigger writes into them. */
    private String content() throws Exception {
        return server.answer(
                system.source,
                "SELECT 'u', id::text, name, doc::text, raw::text, twice::text FROM \"Us er\" UNION ALL"
                        + " SELECT 'o', a::text, b, owner::text, " + total() + ", NULL FROM orders UNION ALL"
                        + " SELECT 'e', id::text, at::text, what, NULL, NULL FROM event ORDER BY 1, 2, 3");
    }

    private String total() throws Exception {
        return server.answer(
                                system.source,
                                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'total'")
                        .equals("1")
                ? "total::text"
                : "NULL";
    }

    private RepairPlan plan(OddSystem from, List<String> tables, boolean deleteExtra) {
        return RepairSteps.plan(from, system.source, tables, deleteExtra);
    }

    private RepairSteps repair(OddSystem from, List<String> tables, boolean deleteExtra) {
        return new RepairSteps(from, system.source, tables, deleteExtra).begin(0);
    }
}
