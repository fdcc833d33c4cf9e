package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.set.DatabaseRef;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Odd but honest databases: what is in a set, and whether it comes back. */
@Timeout(120)
class RoundTripTest {
    private static final String ODD = "\"sch\"\"ema \u00e4\n;--\".\"ta'ble\t\\ \u65e5\u672c\"";

    @TempDir
    Path folder;

    private TestBackup backup;
    private Manifest manifest;

    @BeforeEach
    void backUp() throws Exception {
        backup = new TestBackup(folder.resolve("store"), TestServer.database());
        backup.execute(
                "create type mood as enum ('sad', 'it''s ok', 'h\u00e4ppy')",
                "create type pair as (a int, b text)",
                "create domain positive as int check (value > 0)",
                "create schema \"sch\"\"ema \u00e4\n;--\"",
                "create table " + ODD + " (\"col\"\"umn\n\u00fc\" text primary key, \"select\" int)",
                "insert into " + ODD
                        + " values (E'tab\\there\\nline\\\\.', 1), (E'\\\\.', 2), ('', null), (E'\\\\N', 3)",
                """
                create table types (
                    id bigint generated always as identity primary key, b bytea, j json, jb jsonb, f8 float8, f4 float4,
                    n numeric, t timestamptz, ts timestamp, d date, i interval, m money, u uuid, x xml, ints int[],
                    texts text[][], mood mood, moods mood[], p pair, pos positive, r int4range, mr int4multirange, tv tsvector,
                    ip inet, bits bit varying, c "char", geo point, reg regclass, o oid, doubled numeric
                    generated always as (n * 2) stored)
                """,
                """
                insert into types (b, j, jb, f8, f4, n, t, ts, d, i, m, u, x, ints, texts, mood, moods, p, pos, r, mr, tv, ip,
                                   bits, c, geo, reg, o)
                values ('\\x00ff5c0a', '{"a" :  [1, null, "\\u00e4"]}', '{"b": 1e400}', 'NaN', '-Infinity', 'NaN',
                        '2024-03-31 02:30:00+02', 'infinity', '4713-01-01 BC', '-1 mons +2 days -03:04:05.678901', '12.34',
                        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '<a>&amp;</a>', '{1,NULL,3}', '{{"a","b,c"},{"\\"",NULL}}',
                        'it''s ok', '{sad,"h\u00e4ppy"}', '(1,"x, y")', 7, '[1,5)', '{[1,3),[7,)}', 'a:1 b', '::1/64',
                        '10101', 'z', '(0.1,-0)', 'pg_class', 4000000000),
                       (null, null, null, 0.1, 3.4028235e38, 1.500, null, null, null, null, null, null, null, '{}', null, null,
                        null, null, null, null, null, null, null, null, null, null, null, null)
                """,
                "insert into types (f8, n) select random(), random()::numeric from generate_series(1, 500)",
                "create table a (id serial primary key, b_id int)",
                "create table b (id serial primary key, a_id int references a)",
                "alter table a add constraint a_to_b foreign key (b_id) references b deferrable initially deferred",
                "begin; insert into a (b_id) values (1); insert into b (a_id) values (1); commit",
                "alter table a add constraint late foreign key (b_id) references b not valid",
                "create index b_a on b (a_id)",
                "create view b_view as select * from b where a_id is not null",
                "create materialized view a_b as select a.id, v.a_id from a join b_view v on v.a_id = a.id",
                "create table log (at timestamptz, what text) partition by range (at)",
                "create table log_1 partition of log for values from ('2024-01-01') to ('2025-01-01')",
                "create index log_at on log (at)",
                "insert into log values ('2024-05-05', 'x')",
                "create function touch() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger touching before update on a for each row execute function touch()",
                "create rule no_delete as on delete to b do instead nothing",
                "alter table a enable row level security",
                "create policy readers on a using (id in (select a_id from b))",
                "comment on column a.b_id is E'two\\nlines'",
                "grant select on a to public",
                "create statistics a_stats on id, b_id from a",
                "create publication feed for table a");
        manifest = backup.backUp();
    }

    @Test
    void everyRowAndEveryDefinitionComesBack() throws Exception {
        String target = TestServer.database();
        Path archive = Files.write(folder.resolve("schema.dump"), backup.schemaArchive(manifest));
        restore(target, archive, "pre-data");
        try (Connection connection = TestServer.connect(target)) {
            PGConnection postgres = connection.unwrap(PGConnection.class);
            for (TableInfo table : manifest.tables()) {
                String columns =
                        table.columns().stream().map(RoundTripTest::quoted).collect(Collectors.joining(", "));
                postgres.getCopyAPI()
                        .copyIn(
                                "copy " + quoted(table.schema()) + "." + quoted(table.name()) + " (" + columns
                                        + ") from stdin",
                                new StringReader(backup.text(manifest, table)));
            }
        }
        restore(target, archive, "post-data");

        for (SequenceInfo sequence : manifest.sequences()) {
            TestBackup.single(
                    target,
                    "select setval('" + quoted(sequence.schema()) + "." + quoted(sequence.name()) + "', "
                            + sequence.lastValue() + ", " + sequence.called() + ")");
        }

        for (String what : List.of("--data-only", "--schema-only")) {
            assertThat(dump(target, what)).containsExactlyInAnyOrderElementsOf(dump(backup.database, what));
        }
    }

    @Test
    void countsAndHashesWhatItStored() {
        for (TableInfo table : manifest.tables()) {
            RowHash hash = new RowHash();
            String text = backup.text(manifest, table);
            for (String line : text.split("(?<=\n)", -1)) {
                byte[] row = line.getBytes(StandardCharsets.UTF_8);
                if (row.length > 0) {
                    hash.add(row, 0, row.length);
                }
            }
            assertThat(hash.hex()).as(table.qualifiedName()).isEqualTo(table.hash());
            assertThat(hash.rows()).isEqualTo(table.rows());
            assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize((int) table.bytes());
        }
    }

    @Test
    void knowsWhichTablesEachObjectNeeds() throws Exception {
        assertThat(tablesOf("TABLE", "public a ")).containsExactly("a");
        assertThat(tablesOf("INDEX", "b_a")).containsExactly("b");
        assertThat(tablesOf("CONSTRAINT", "a_pkey")).containsExactly("a");
        assertThat(tablesOf("FK CONSTRAINT", "a_to_b")).containsExactlyInAnyOrder("a", "b");
        assertThat(tablesOf("TRIGGER", "touching")).containsExactly("a");
        assertThat(tablesOf("RULE", "no_delete")).containsExactly("b");
        // Its own table only: it must stand when that one opens, whatever else it reads.
        assertThat(tablesOf("POLICY", "readers")).containsExactly("a");
        assertThat(tablesOf("ROW SECURITY", "public a")).containsExactly("a");
        assertThat(tablesOf("STATISTICS", "a_stats")).containsExactly("a");
        assertThat(tablesOf("PUBLICATION TABLE", "feed")).containsExactly("a");
        assertThat(tablesOf("VIEW", "b_view")).containsExactly("b");
        assertThat(tablesOf("MATERIALIZED VIEW", "a_b")).containsExactlyInAnyOrder("a", "b");
        assertThat(tablesOf("DEFAULT", "public a id")).containsExactly("a");
        assertThat(tablesOf("COMMENT", "COLUMN a.b_id")).containsExactly("a");
        assertThat(tablesOf("ACL", "TABLE a")).containsExactly("a");
        assertThat(tablesOf("TABLE ATTACH", "log_1")).containsExactlyInAnyOrder("log", "log_1");
        assertThat(tablesOf("INDEX ATTACH", "log_1_at_idx")).isNotEmpty();
        assertThat(tablesOf("FUNCTION", "touch")).isEmpty();
    }

    @Test
    void keepsTheStateOfForeignKeys() {
        assertThat(manifest.foreignKeys())
                .extracting(key -> key.name() + " " + key.validated() + " " + key.definition())
                .containsExactlyInAnyOrder(
                        "a_to_b true FOREIGN KEY (b_id) REFERENCES public.b(id) DEFERRABLE INITIALLY DEFERRED",
                        "b_a_id_fkey true FOREIGN KEY (a_id) REFERENCES public.a(id)",
                        "late false FOREIGN KEY (b_id) REFERENCES public.b(id)");
    }

    @Test
    void saysWhereItComesFrom() throws Exception {
        assertThat(manifest.source().database()).isEqualTo(backup.database);
        assertThat(manifest.source().encoding()).isEqualTo("UTF8");
        assertThat(manifest.source().systemIdentifier())
                .isEqualTo(backup.single("select system_identifier from pg_control_system()"));
        assertThat(manifest.source().extensions()).anyMatch(extension -> extension.startsWith("plpgsql "));
        assertThat(manifest.tools().pgDump()).matches("\\d+(\\.\\d+)?");
    }

    private List<String> tablesOf(String type, String label) throws Exception {
        SchemaEntry entry = manifest.entries().stream()
                .filter(candidate -> candidate.type().equals(type) && (candidate.label() + " ").contains(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " " + label + " is not listed"));
        List<String> names = new ArrayList<>();
        for (long oid : entry.tables()) {
            names.add(backup.single("select relname from pg_class where oid = " + oid));
        }
        return names;
    }

    private void restore(String target, Path archive, String section) {
        ToolRun.run(
                tool("pg_restore"),
                List.of("--dbname=" + target, "--section=" + section, "--exit-on-error", archive.toString()),
                environment(target),
                OutputStream.nullOutputStream());
    }

    private List<String> dump(String database, String what) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ToolRun.run(tool("pg_dump"), List.of(what), environment(database), output);
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .sorted()
                .toList();
    }

    private Path tool(String name) {
        return new ClientTools(System.getenv()).require(name, 150000).path();
    }

    private Map<String, String> environment(String database) {
        EmbeddedServer server = TestServer.get();
        return backup.connector.environment(DatabaseRef.of(server.url(database)));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
