package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.rollback.RollbackActivitiesImpl;
import dev.lifeboat.rollback.RollbackPlan;
import dev.lifeboat.rollback.RollbackRequest;
import dev.lifeboat.rollback.SchemaChange;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Migrations that went wrong: the definitions are the set's again, the rows stay, and it can be taken back. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class RollbackTest {
    @TempDir
    Path folder;

    private OddServer server = OddServer.base();
    private OddSystem system;

    static Stream<WrongMigration> migrations() {
        return WrongMigration.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("migrations")
    void isTakenBack(WrongMigration migration) throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        DumpText before = dump();
        String rows = rows();
        server.execute(system.source, migration.script());
        DumpText migrated = dump();
        RollbackActivitiesImpl activities = activities();
        RollbackPlan plan = activities.plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.changes()).isNotEmpty();
        assertThat(plan.warnings()).noneMatch(warning -> warning.startsWith("there is no undo"));
        assertThat(dump()).as("planning changes nothing").isEqualTo(migrated);
        assertThat(activities.apply(request(false), plan).notes()).isEmpty();
        assertThat(DumpText.differences(before.definitionsOnly(), dump().definitionsOnly()))
                .isEmpty();
        assertThat(rows()).isEqualTo(rows);
        assertThat(activities.apply(request(false), plan).applied())
                .as("a repeated try finds it done")
                .isTrue();

        RollbackPlan again = activities.plan(request(false), "rollback/odd/" + system.source);
        assertThat(again.script()).as("nothing is left to do").isNull();
        ByHand hand =
                new ByHand(folder, folder.resolve("store"), system.byHand().key(), Map.of());
        Path undo = java.nio.file.Files.writeString(folder.resolve("undo.sql"), hand.plain(plan.undo()));
        server.tool(
                "psql",
                server.version(),
                system.source,
                "-X",
                "-q",
                "-1",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                undo.toString());
        assertThat(DumpText.differences(migrated.definitionsOnly(), dump().definitionsOnly()))
                .isEmpty();
    }

    static Stream<OddServer> others() {
        return MajorsTest.others();
    }

    /** Several migrations at once. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void isTakenBackOnOtherMajors(OddServer other) throws Exception {
        server = other;
        Set<String> together = Set.of(
                "type of a column",
                "new objects",
                "constraints and indexes",
                "sequences and domains",
                "generated",
                "triggers, rules, statistics, publications",
                "indexes of partitions",
                "table options");
        isTakenBack(new WrongMigration(
                "several",
                migrations()
                        .filter(migration -> together.contains(migration.name()))
                        .map(WrongMigration::script)
                        .collect(Collectors.joining(";\n"))));
    }

    @Test
    void whatHoldsRowsStaysUnlessAskedOtherwise() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        DumpText before = dump();
        server.execute(
                system.source,
                "ALTER TABLE app.users ADD COLUMN nick text NOT NULL DEFAULT 'n', ADD COLUMN number serial, DROP COLUMN age CASCADE",
                "ALTER TABLE app.users ALTER nick DROP DEFAULT",
                "CREATE TABLE app.extra (id int PRIMARY KEY, u int REFERENCES app.users); INSERT INTO app.extra VALUES (1, 1)",
                "CREATE INDEX extra_u ON app.extra (u); GRANT SELECT ON app.extra TO odd_app");
        RollbackActivitiesImpl activities = activities();
        RollbackPlan plan = activities.plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.changes())
                .extracting(SchemaChange::describe)
                .contains("keep TABLE app.extra", "keep COLUMN app.users.nick", "create COLUMN app.users.age");
        assertThat(activities.apply(request(false), plan).applied()).isTrue();
        server.execute(system.source, "INSERT INTO app.users (name, age) VALUES ('written as before', 3)");
        assertThat(server.answer(system.source, "SELECT count(*), count(nick), count(age) FROM app.users"))
                .isEqualTo("21 | 20 | 1");
        assertThat(server.answer(system.source, "SELECT count(*) FROM app.extra"))
                .isEqualTo("1");

        RollbackPlan all = activities.plan(request(true), "rollback/odd/" + system.source);
        assertThat(all.blockers()).isEmpty();
        assertThat(activities.apply(request(true), all).applied()).isTrue();
        assertThat(DumpText.differences(before.definitionsOnly(), dump().definitionsOnly()).stream()
                        .filter(line -> !line.contains("CREATE TABLE app.users")))
                .isEmpty();
    }

    @Test
    void aColumnWithoutItsValuesIsNamed() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(system.source, "ALTER TABLE app.orders DROP COLUMN who CASCADE");
        RollbackPlan plan = activities().plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.warnings())
                .anySatisfy(
                        warning -> assertThat(warning)
                                .startsWith(
                                        "column who of app.orders comes back without its values and stays nullable; `lifeboat repair`"));
        activities().apply(request(false), plan);
        RepairSteps repair = new RepairSteps(system, system.source, List.of("app.orders"), false).begin(0);
        repair.apply(repair.compare());
        server.execute(system.source, "ALTER TABLE app.orders ALTER COLUMN who SET NOT NULL");
        assertThat(activities()
                        .plan(request(false), "rollback/odd/" + system.source)
                        .script())
                .isNull();
    }

    @Test
    void whatCannotBeDoneInPlaceIsRefusedBeforeAnythingChanges() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(system.source, "ALTER TYPE mood ADD VALUE 'new'");
        assertThat(activities()
                        .plan(request(false), "rollback/odd/" + system.source)
                        .blockers())
                .singleElement()
                .asString()
                .startsWith("TARGET_UNSUITABLE: TYPE public.mood is not as wanted after the rehearsal")
                .contains("restore --schema-only into a new database");
        server.execute(
                system.source,
                "ALTER TABLE app.users ALTER mood DROP DEFAULT, ALTER mood TYPE text; DROP TYPE mood",
                "CREATE TYPE mood AS ENUM ('cross')",
                "ALTER TABLE app.users ALTER mood TYPE mood USING NULL, ALTER mood SET DEFAULT 'cross'");
        assertThat(activities()
                        .plan(request(false), "rollback/odd/" + system.source)
                        .blockers())
                .singleElement()
                .asString()
                .startsWith("TARGET_UNSUITABLE: in a rehearsal, `ALTER TABLE app.users")
                .contains("unsafe use of new value");
    }

    /** A cast to the old type would cut them off without a word. */
    @Test
    void valuesThatNoLongerFitEndItAndNothingHasChanged() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(
                system.source,
                "ALTER TABLE app.users ALTER COLUMN \"Odd; Name\" TYPE text",
                "UPDATE app.users SET \"Odd; Name\" = repeat('long', 10) WHERE id = 3");
        DumpText now = dump();
        RollbackPlan plan = activities().plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThatThrownBy(() -> activities().apply(request(false), plan))
                .hasMessageContaining("holds values that do not fit its type in the set, character varying(20)");
        assertThat(dump()).isEqualTo(now);
        server.execute(system.source, "UPDATE app.users SET \"Odd; Name\" = 'short'");
        assertThat(activities().apply(request(false), plan).applied()).isTrue();
    }

    /** What people wrote into a column that was computed before is not computed again. */
    @Test
    void valuesOfAColumnThatIsNoLongerComputedStay() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(
                system.source,
                "ALTER TABLE app.users ALTER COLUMN twice DROP EXPRESSION",
                "UPDATE app.users SET twice = 77");
        assertThat(activities()
                        .plan(request(false), "rollback/odd/" + system.source)
                        .blockers())
                .singleElement()
                .asString()
                .contains("TABLE app.users is not as wanted");
        OddSystem plain = system.with(SetContent.WHOLE);
        server.execute(
                system.source,
                "ALTER TABLE app.users RENAME COLUMN twice TO was",
                "ALTER TABLE app.users ADD COLUMN twice int GENERATED ALWAYS AS (age * 2) STORED",
                "ALTER TABLE app.users DROP COLUMN was");
        system = plain;
        RollbackPlan plan = activities().plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThat(activities().apply(request(false), plan).applied()).isTrue();
        assertThat(server.answer(system.source, "SELECT sum(twice) = sum(age * 2) FROM app.users"))
                .isEqualTo("t");
    }

    @Test
    void sequencesThatComeBackGoOnBehindTheIds() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(
                system.source,
                "ALTER TABLE app.orders ALTER id DROP IDENTITY",
                "ALTER TABLE app.users ALTER id DROP DEFAULT; DROP SEQUENCE app.users_id_seq",
                "INSERT INTO app.orders (id, who, total) VALUES (500, 1, 5)",
                "CREATE EXTENSION hstore; CREATE EXTENSION pg_stat_statements");
        RollbackPlan plan = activities().plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.changes()).extracting(SchemaChange::describe).contains("keep EXTENSION hstore");
        assertThat(activities().apply(request(false), plan).applied()).isTrue();
        assertThat(server.answer(system.source, "INSERT INTO app.orders (who, total) VALUES (1, 5) RETURNING id"))
                .isEqualTo("501");
        assertThat(server.answer(system.source, "INSERT INTO app.users (age) VALUES (1) RETURNING id"))
                .isEqualTo("21");
    }

    @Test
    void whatChangedSinceThePlanIsNotTouched() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(system.source, "DROP VIEW app.top");
        RollbackPlan plan = activities().plan(request(false), "rollback/odd/" + system.source);
        server.execute(system.source, "CREATE VIEW app.new AS SELECT 1 AS a");
        DumpText now = dump();
        assertThat(activities().apply(request(false), plan).applied()).isFalse();
        assertThat(dump()).isEqualTo(now);
    }

    @Test
    void rowsThatTheOldDefinitionsForbidEndItAndNothingHasChanged() throws Exception {
        system = new OddSystem(server, server, folder, "", WrongMigration.BEFORE);
        server.execute(
                system.source,
                "ALTER TABLE app.orders DROP CONSTRAINT positive; DROP VIEW app.top",
                "INSERT INTO app.orders (who, total) VALUES (1, -4)");
        DumpText now = dump();
        RollbackPlan plan = activities().plan(request(false), "rollback/odd/" + system.source);
        assertThat(plan.blockers()).isEmpty();
        assertThatThrownBy(() -> activities().apply(request(false), plan))
                .hasMessageContaining("check constraint \"positive\" of relation \"orders\" is violated by some row");
        assertThat(dump()).isEqualTo(now);
    }

    private DumpText dump() throws Exception {
        return DumpText.read(server.dump(system.source, server.version()));
    }

    private String rows() throws Exception {
        return server.answer(
                system.source,
                "SELECT (SELECT string_agg(u.id || u.name || u.mail || u.age, ',' ORDER BY id) FROM app.users u),"
                        + " (SELECT string_agg(o.who || '/' || o.total, ',' ORDER BY id) FROM app.orders o), (SELECT count(*) FROM app.events), (SELECT sum(n) FROM app.counts)");
    }

    private RollbackActivitiesImpl activities() {
        PostgresConnector connector = new PostgresConnector(system.secrets());
        return new RollbackActivitiesImpl(
                system.secrets(),
                new TargetConnections(connector::connect),
                connector,
                OddServer.tools(),
                Clock.systemUTC());
    }

    private RollbackRequest request(boolean dropExtra) {
        return new RollbackRequest(
                system.runbook(),
                "0".repeat(64),
                system.manifest.set(),
                new DatabaseRef("env:TARGET", system.source),
                system.source,
                dropExtra,
                false,
                "test",
                List.of(),
                true,
                null);
    }
}
