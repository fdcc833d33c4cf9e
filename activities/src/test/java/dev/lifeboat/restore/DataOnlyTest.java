package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.repair.RepairComparison;
import dev.lifeboat.repair.RepairStage;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema that migrations made, filled from a set, phase by phase. */
@Timeout(120)
class DataOnlyTest {
    /** Keys in circles and to later phases; tables without a key; partitions; inheritance; triggers; sequences. */
    private static final String SCRIPT = """
            CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL UNIQUE, boss int REFERENCES users, favourite int);
            CREATE TABLE teams (id int PRIMARY KEY, lead int NOT NULL REFERENCES users, parent int REFERENCES teams);
            ALTER TABLE users ADD COLUMN team int REFERENCES teams;
            CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 10) PRIMARY KEY, owner int REFERENCES users,
                total numeric, twice numeric GENERATED ALWAYS AS (total * 2) STORED);
            ALTER TABLE users ADD CONSTRAINT favours FOREIGN KEY (favourite) REFERENCES orders;
            COMMENT ON CONSTRAINT favours ON users IS 'later';
            CREATE TABLE events (id int, at date, what int REFERENCES orders, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE TABLE events_2 PARTITION OF events DEFAULT;
            CREATE TABLE notes (what text, "odd 'name" bytea); CREATE TABLE nothing ();
            CREATE TABLE elder (a int PRIMARY KEY, b text); CREATE TABLE younger (c int) INHERITS (elder);
            INSERT INTO elder VALUES (1, 'x'), (2, 'y'); INSERT INTO younger VALUES (1, 'of the child', 3), (7, NULL, NULL);
            CREATE TABLE loose (a int, b text) PARTITION BY LIST (a); CREATE TABLE loose_1 PARTITION OF loose FOR VALUES IN (1);
            CREATE TABLE loose_2 PARTITION OF loose DEFAULT; INSERT INTO loose SELECT g % 3, 'l' FROM generate_series(1, 9) g;
            CREATE SEQUENCE numbers INCREMENT -3; CREATE SEQUENCE round MAXVALUE 5 CYCLE;
            CREATE FUNCTION deny() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no writing'; END$$;
            INSERT INTO users (name) SELECT 'u' || g FROM generate_series(1, 30) g; UPDATE users SET boss = 31 - id;
            INSERT INTO teams SELECT g, g, 11 - g FROM generate_series(1, 10) g; UPDATE users SET team = 1 + id % 10;
            INSERT INTO orders (owner, total) SELECT 1 + g % 30, g FROM generate_series(1, 100) g;
            UPDATE users SET favourite = 100 + 10 * id;
            INSERT INTO events SELECT g, '2024-12-01'::date + g, 100 + 10 * (g % 50) FROM generate_series(1, 60) g;
            INSERT INTO notes SELECT 'same', '\\x00' FROM generate_series(1, 5); INSERT INTO notes VALUES (NULL, NULL);
            INSERT INTO nothing SELECT FROM generate_series(1, 3);
            SELECT nextval('numbers') FROM generate_series(1, 4); SELECT nextval('round') FROM generate_series(1, 7);
            ALTER TABLE users ENABLE ROW LEVEL SECURITY;
            CREATE TRIGGER deny BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION deny();
            CREATE POLICY own ON users TO odd_app USING (name = 'u1'); GRANT SELECT ON users TO odd_app;
            """;

    @TempDir
    Path folder;

    private final OddServer server = OddServer.base();

    static Stream<SetContent> contents() {
        return Stream.of(
                SetContent.WHOLE,
                SetContent.of(Form.JSON, List.of()),
                SetContent.of(Form.SQL, List.of()),
                new SetContent(Form.ARCHIVE, false, true, List.of(), new java.util.TreeMap<>()));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void everyPhaseOfAnEmptySchemaIsFilled(SetContent content) throws Exception {
        OddSystem system = new OddSystem(server, server, folder, "", SCRIPT, content);
        String target = emptySchema(system);
        RepairSteps steps = steps(system, target);
        assertThat(steps.plan.stages()).extracting(RepairStage::name).containsExactly("people", "orders", "remainder");
        List<TableDifference> found = fill(steps);
        assertThat(found).allSatisfy(table -> assertThat(table.changed() + table.extra() + table.same())
                .isZero());
        assertThat(steps.activities.settle(steps.task, true)).isEmpty();
        steps.discard();
        assertThat(system.differences(target)).isEmpty();
    }

    /** The tables' owner will do. */
    @Test
    void needsNoSuperuser() throws Exception {
        server.execute("postgres", "CREATE ROLE filler LOGIN PASSWORD 'f'");
        OddSystem system = new OddSystem(folder, "", SCRIPT);
        String target = server.database("OWNER filler");
        String url = server.url(target).replaceFirst("//[^@]*@", "//filler:f@");
        byte[] schema = server.tool(
                "pg_dump", server.version(), system.source, "--schema-only", "--no-owner", "--no-publications");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + url.replaceFirst("//[^@]*@", "//"), "filler", "f");
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(new String(schema, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("\\"))
                    .collect(Collectors.joining("\n")));
        }
        OddSystem unprivileged = system.into(server, url, "");
        RepairSteps steps = steps(unprivileged, target);
        fill(steps);
        assertThat(steps.activities.settle(steps.task, true)).isEmpty();
        steps.discard();
        // The owner is another one, on purpose.
        assertThat(system.differencesInRows(target))
                .filteredOn(line -> !line.contains("; Type: SEQUENCE SET; "))
                .isEmpty();
        List<String> sequences =
                system.answers(target, "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename");
        assertThat(sequences.get(1)).isEqualTo(sequences.get(0));
    }

    @Test
    void nobodySeesAPhaseBeforeItIsApproved() throws Exception {
        OddSystem system = new OddSystem(folder, "", SCRIPT);
        String target = emptySchema(system);
        RepairSteps steps = steps(system, target).begin(0);
        assertThat(server.answer(target, "SELECT count(*) FROM users")).isEqualTo("0");
        assertThat(server.answer(target, "SELECT has_schema_privilege('odd_app', '_lifeboat_repair', 'USAGE')"))
                .isEqualTo("f");
        steps.apply(steps.compare());
        assertThat(server.answer(target, "SELECT count(*) FROM users")).isEqualTo("30");
        assertThat(server.answer(target, "SELECT convalidated FROM pg_constraint WHERE conname = 'favours'"))
                .as("orders are not there yet")
                .isEqualTo("f");
    }

    @Test
    void aKeyThatDoesNotHoldInTheEndIsTold() throws Exception {
        OddSystem system = new OddSystem(folder, "", SCRIPT);
        String target = emptySchema(system);
        RepairSteps steps = steps(system, target).begin(0);
        steps.apply(steps.compare());
        assertThat(steps.activities.settle(steps.task, false))
                .hasSize(2)
                .anySatisfy(open -> assertThat(open)
                        .startsWith("foreign key favours of public.users does not hold: it is left NOT VALID;"
                                + " ALTER TABLE public.users VALIDATE")
                        .doesNotContain("110"))
                .anySatisfy(open -> assertThat(open)
                        .startsWith(
                                "foreign key events_what_fkey of public.events does not hold: it is off; ALTER TABLE"
                                        + " public.events ADD CONSTRAINT events_what_fkey FOREIGN KEY"));
    }

    /** A run that ended between two phases, and a second start of it. */
    @Test
    void keysThatAnEarlierStartLeftOffComeBack() throws Exception {
        OddSystem system = new OddSystem(folder, "", SCRIPT);
        String target = emptySchema(system);
        RepairSteps first = steps(system, target).begin(0);
        first.apply(first.compare());
        RepairSteps second = steps(system, target).startedAs("second");
        for (int stage = 0; stage < second.plan.stages().size(); stage++) {
            RepairComparison comparison = second.begin(stage).compare();
            if (comparison.tables().stream().anyMatch(table -> table.missing() > 0)) {
                second.apply(comparison);
            }
        }
        assertThat(second.activities.settle(second.task, true)).isEmpty();
        second.discard();
        assertThat(system.differences(target)).isEmpty();
    }

    @Test
    void driftIsExplained() throws Exception {
        OddSystem system = new OddSystem(folder, "", SCRIPT);
        String target = emptySchema(system);
        server.execute(
                target,
                "ALTER TABLE notes DROP COLUMN what",
                "ALTER TABLE teams ADD COLUMN since date DEFAULT '2020-01-01'",
                "ALTER TABLE events DETACH PARTITION events_1",
                "DROP TABLE events_1"); // its rows go to the default partition
        RepairSteps steps = steps(system, target);
        assertThat(steps.plan.warnings())
                .containsExactlyInAnyOrder(
                        "column since of public.teams is new since the set: it is left as it is",
                        "column what of public.notes is no longer in the target: its values are left out");
        fill(steps);
        assertThat(steps.activities.settle(steps.task, true)).isEmpty();
        assertThat(server.answer(target, "SELECT count(*), (SELECT count(since) FROM teams) FROM events"))
                .isEqualTo("60 | 10");
    }

    private List<TableDifference> fill(RepairSteps steps) {
        List<TableDifference> found = new ArrayList<>();
        for (int stage = 0; stage < steps.plan.stages().size(); stage++) {
            RepairComparison comparison = steps.begin(stage).compare();
            found.addAll(comparison.tables());
            steps.apply(comparison);
        }
        return found;
    }

    private RepairSteps steps(OddSystem system, String target) {
        return new RepairSteps(
                system,
                system.with(List.of(Shop.phase("people", "users", "teams", "events"), Shop.phase("orders", "orders"))),
                target,
                List.of(),
                false);
    }

    /** As migrations would have made it. */
    private String emptySchema(OddSystem system) throws Exception {
        String target = server.database("");
        Path file = folder.resolve("schema-" + target + ".sql");
        Files.write(file, server.tool("pg_dump", server.version(), system.source, "--schema-only"));
        server.tool(
                "psql", server.version(), target, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=" + file);
        return target;
    }
}
