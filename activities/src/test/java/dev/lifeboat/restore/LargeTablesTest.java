package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Runbook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A table so large that its keys' indexes are made with the others, in many parts that come in one transaction. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeTablesTest {
    private static final String PHASE = Runbook.REMAINDER;

    private static final String SCRIPT = """
            CREATE SCHEMA "große Tabellen";
            CREATE TABLE "große Tabellen"."Läufe" (
                id bigint NOT NULL, "Nr." integer NOT NULL, tenant integer, code text, note text, at timestamptz);
            INSERT INTO "große Tabellen"."Läufe"
            SELECT i, i, i % 7, 'code ' || i, repeat('text ', 20), timestamptz '2026-01-01 00:00:00+00' + i * interval '1 second'
            FROM generate_series(1, 250000) i;
            ALTER TABLE "große Tabellen"."Läufe" ADD CONSTRAINT "Schlüssel ""eins""\" PRIMARY KEY (id);
            ALTER TABLE "große Tabellen"."Läufe" ADD CONSTRAINT "order" UNIQUE (tenant, "Nr.");
            ALTER TABLE "große Tabellen"."Läufe" ADD CONSTRAINT late UNIQUE (code) DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE "große Tabellen"."Läufe" ADD CONSTRAINT wide UNIQUE (at) INCLUDE (tenant) WITH (fillfactor = 80);
            ALTER TABLE "große Tabellen"."Läufe" CLUSTER ON "order";
            ALTER TABLE "große Tabellen"."Läufe" REPLICA IDENTITY USING INDEX "Schlüssel ""eins""\";
            COMMENT ON CONSTRAINT "order" ON "große Tabellen"."Läufe" IS 'one of a tenant''s';
            CREATE INDEX ON "große Tabellen"."Läufe" (tenant);
            CREATE TABLE short (id integer PRIMARY KEY, run bigint REFERENCES "große Tabellen"."Läufe");
            INSERT INTO short SELECT i, i FROM generate_series(1, 100) i;
            """;

    @TempDir
    static Path folder;

    private OddSystem system;

    @BeforeAll
    void takes() throws Exception {
        system = new OddSystem(folder, "", SCRIPT).cut(new ByteCount(4 << 20));
    }

    @Test
    void comesBackWithAllItsKeys() throws Exception {
        assertThat(large().parts()).hasSizeBetween(5, 32);
        assertThat(system.differences(system.restoreAtOnce())).isEmpty();
    }

    @Test
    void itsPlainKeysFindTheirIndexesMade() throws Exception {
        Recovery recovery = begun();
        recovery.load(PHASE);

        recovery.indexes(PHASE);
        recovery.indexes(PHASE);

        String target = recovery.target.identity().database();
        assertThat(answer(target, """
                SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = '"große Tabellen"."Läufe"'::regclass AND i.indisunique""")).isEqualTo("Schlüssel \"eins\", order");
        assertThat(
                        answer(
                                target,
                                "SELECT count(*) FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid >= 16384 AND connamespace <> '_lifeboat_restore'::regnamespace"))
                .isEqualTo("0");
    }

    @Test
    void allItsPartsAreOneLoad() throws Exception {
        Recovery recovery = begun();

        // The other load is that of small tables.
        assertThat(recovery.plan.phases().get(0).loads()).isEqualTo(2);
    }

    @Test
    void aPartThatIsNotWhatItWasLeavesNoRowOfAnyOther() throws Exception {
        Recovery recovery = begun();
        List<PartInfo> parts = large().parts();
        PartInfo last = parts.get(parts.size() - 1);
        Path object = folder.resolve("store")
                .resolve(last.set() == null ? system.manifest.set() : last.set())
                .resolve(last.object());
        byte[] whole = Files.readAllBytes(object);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(object, damaged);
        try {
            assertThatThrownBy(() -> recovery.load(PHASE))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT));
        } finally {
            Files.write(object, whole);
        }
        String target = recovery.target.identity().database();
        assertThat(answer(target, "SELECT count(*) FROM \"große Tabellen\".\"Läufe\""))
                .isEqualTo("0");
        assertThat(answer(target, "SELECT count(*) FROM _lifeboat_restore.ledger"))
                .isEqualTo("0");

        recovery.load(PHASE);
        assertThat(answer(target, "SELECT count(*) FROM \"große Tabellen\".\"Läufe\""))
                .isEqualTo("250000");
    }

    @Test
    void aPartThatAnEarlierLayoutLeftOutJoinsTheOthers() throws Exception {
        Recovery recovery = begun();
        recovery.load(PHASE);
        String target = recovery.target.identity().database();
        List<PartInfo> parts = large().parts();
        PartInfo last = parts.get(parts.size() - 1);
        OddServer.base().execute(target, "DELETE FROM _lifeboat_restore.ledger WHERE object = '" + last.place() + "'");
        OddServer.base()
                .execute(
                        target,
                        "SELECT set_config('lifeboat.token', token, false) FROM _lifeboat_restore.run; DELETE FROM \"große Tabellen\".\"Läufe\" WHERE id > 250000 - "
                                + last.rows());

        recovery.load(PHASE);

        assertThat(answer(target, "SELECT count(*), count(DISTINCT id) FROM \"große Tabellen\".\"Läufe\""))
                .isEqualTo("250000 | 250000");
    }

    private Recovery begun() throws Exception {
        return system.begin(OddServer.base().database(""), List.of(), Rights.ALL, Selection.ALL);
    }

    private TableInfo large() {
        return system.manifest.tables().stream()
                .filter(table -> table.name().equals("Läufe"))
                .findFirst()
                .orElseThrow();
    }

    private static String answer(String database, String query) throws Exception {
        return OddServer.base().answer(database, query);
    }
}
