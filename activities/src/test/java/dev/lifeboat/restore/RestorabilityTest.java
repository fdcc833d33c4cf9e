package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup says of the target that its runbook declares. */
class RestorabilityTest {
    @TempDir
    Path folder;

    private final OddServer server = OddServer.base();
    private OddSystem system;

    @BeforeEach
    void database() throws Exception {
        system = new OddSystem(folder, "", """
                CREATE EXTENSION citext; CREATE EXTENSION adminpack; CREATE EXTENSION hstore VERSION '1.4';
                CREATE TABLE t (a int); ALTER TABLE t OWNER TO odd_owner; GRANT SELECT ON t TO odd_app;
                """);
    }

    @Test
    void nothingWhereNothingIsInTheWayThoughTheTargetHoldsData() throws Exception {
        String target = server.database("");
        server.execute(target, "CREATE TABLE of_yesterday AS SELECT 1 AS a");
        assertThat(system.restorability(server.url(target)))
                .singleElement()
                .asString()
                .contains("extension hstore is version 1.4 at the source, 1.8 on the target");
    }

    @Test
    void everyThingThatARestoreWouldFailAt() throws Exception {
        String target = server.database("ENCODING 'LATIN1'");
        server.execute(
                "postgres",
                "DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odd_limited') THEN"
                        + " CREATE ROLE odd_limited LOGIN PASSWORD 'limited'; END IF; END$$");
        List<String> problems =
                system.restorability(server.url(target).replaceFirst("postgres:[^@]+@", "odd_limited:limited@"));
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith(
                                "in the target: PRIVILEGE_MISSING: the restore role cannot hand objects to odd_owner"))
                .anySatisfy(problem -> assertThat(problem).contains("may not create schemas"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("extension adminpack can be made by a superuser only"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("the target's encoding is LATIN1, the source's UTF8"))
                .noneSatisfy(problem -> assertThat(problem).contains("citext"));
    }

    @Test
    void aTargetThatDoesNotAnswerIsToldAndTheSetIsTaken() {
        assertThat(system.restorability("postgresql://nobody:hunter2@127.0.0.1:1/none"))
                .singleElement()
                .asString()
                .contains("the runbook's target could not be looked at")
                .doesNotContain("hunter2");
    }
}
