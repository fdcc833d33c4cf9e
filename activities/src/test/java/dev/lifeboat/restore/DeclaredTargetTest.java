package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.health.HealthExamination;
import dev.lifeboat.health.HealthProblem;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the daily look and a plan say of the target that a runbook declares, and that answers. */
@Timeout(120)
class DeclaredTargetTest {
    @TempDir
    Path folder;

    @Test
    void eachThingThatTheNewestSetLacksThereIsAProblemByName() throws Exception {
        OddServer other = OddServer.another("declared");
        OddSystem system = new OddSystem(OddServer.base(), other, folder, "", """
                CREATE ROLE odd_here_only;
                CREATE EXTENSION citext; UPDATE pg_extension SET extname = 'odd_extension' WHERE extname = 'citext';
                CREATE TABLE t (a int, b text COLLATE "sv-x-icu");
                UPDATE pg_collation SET collversion = '0.1' WHERE collname = 'sv-x-icu';
                ALTER TABLE t OWNER TO odd_owner; GRANT SELECT ON t TO odd_here_only;
                """);
        String target = other.database("");
        other.execute("postgres", "CREATE ROLE odd_limited LOGIN PASSWORD 'limited'");
        Secrets secrets =
                secrets(system, other.url(target).replaceFirst("postgres:[^@]+@", "odd_limited:limited@"), "20MB");
        List<HealthProblem> problems = problems(secrets);
        assertThat(problems)
                .allSatisfy(problem -> {
                    assertThat(problem.id()).matches("target/[0-9a-f]{10}");
                    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
                    assertThat(problem.impact()).contains(system.manifest.set());
                    assertThat(problem.action()).isEqualTo("lifeboat plan " + system.manifest.set());
                })
                .extracting(HealthProblem::what)
                .anySatisfy(what -> assertThat(what).contains("roles are missing: odd_here_only;"))
                .anySatisfy(what -> assertThat(what).contains("extensions are not installed: odd_extension"))
                .anySatisfy(what -> assertThat(what).contains("collation pg_catalog.sv-x-icu has version "))
                .anySatisfy(what -> assertThat(what)
                        .contains("PRIVILEGE_MISSING: the restore role cannot hand objects to odd_owner"))
                .anySatisfy(what -> assertThat(what).contains("may not create schemas"))
                .anySatisfy(what -> assertThat(what)
                        .contains("in the target: room: the set needs about ", " of 19.1 MiB (health.quota.target)"));
        assertThat(problems).extracting(HealthProblem::id).doesNotHaveDuplicates();

        other.execute(target, "CREATE TABLE much AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
        assertThat(problems(secrets))
                .as("the same, though the target holds more by now")
                .extracting(HealthProblem::id)
                .containsExactlyInAnyOrderElementsOf(
                        problems.stream().map(HealthProblem::id).toList());
    }

    @Test
    void aTargetThatHasAllOfItIsNoProblem() throws Exception {
        OddServer server = OddServer.base();
        OddSystem system = new OddSystem(folder, "", "CREATE TABLE t (a int)");
        assertThat(problems(secrets(system, server.url(server.database("")), "100GB")))
                .isEmpty();
    }

    @Test
    void aPlanWarnsOfRoomInTheDeclaredTargetAndKnowsNothingOfAnother() throws Exception {
        OddServer server = OddServer.base();
        OddSystem system = new OddSystem(folder, "", "CREATE TABLE t (a int)");
        Secrets secrets = secrets(system, server.url(server.database("")), "1MB");
        RestorePlan plan = plan(secrets, system, "env:TARGET");
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.warnings()).anySatisfy(warning -> assertThat(warning).startsWith("room: the set needs about "));
        assertThat(plan(secrets, system, "env:OTHER").warnings())
                .noneSatisfy(warning -> assertThat(warning).startsWith("room: "));
    }

    private RestorePlan plan(Secrets secrets, OddSystem system, String target) throws Exception {
        TargetConnections connections = new TargetConnections(new PostgresConnector(secrets)::connect);
        RestoreRequest request = system.request(runbook(), DatabaseRef.of(target), "target", Rights.ALL, Selection.ALL);
        return new RestorePlanner(secrets, connections, OddServer.tools()).plan(request, "restore/odd/target");
    }

    private List<HealthProblem> problems(Secrets secrets) throws Exception {
        return new HealthExamination(
                        runbook(),
                        secrets,
                        new PostgresConnector(secrets),
                        OddServer.tools(),
                        null,
                        null,
                        Instant.now())
                .look(() -> {}).problems().stream()
                        .filter(problem ->
                                problem.check().equals("target") || problem.id().equals("unseen/target"))
                        .toList();
    }

    /** Writes the runbook, too. */
    private Secrets secrets(OddSystem system, String target, String quota) throws Exception {
        Path keys = TestServer.folder().resolve("odd-keys");
        Files.writeString(folder.resolve("runbook.yaml"), """
                name: odd
                database: { url: "env:SOURCE" }
                store: { primary: { kind: filesystem, path: ./store } }
                keys:
                  recipients: [ %1$s/backup.pub.asc ]
                  signing: "file:%1$s/signing.sec.asc"
                  private: [ "file:%1$s/backup.sec.asc" ]
                target: env:TARGET
                health: { quota: { target: %2$s } }
                """.formatted(keys, quota));
        String source = OddServer.base().url(system.source);
        return new Secrets(Map.of("SOURCE", source, "TARGET", target, "OTHER", target));
    }

    private Runbook runbook() {
        return RunbookFile.load(folder.resolve("runbook.yaml")).runbook();
    }
}
