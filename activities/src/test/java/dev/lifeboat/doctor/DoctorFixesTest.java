package dev.lifeboat.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.backup.TestBackup;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says is to be done mends it. */
class DoctorFixesTest {
    @TempDir
    Path folder;

    @Test
    void saysOnceThatThereAreNoKeysYetAndWhatMakesThem() {
        TestBackup backup = new TestBackup(folder.resolve("store"), TestServer.database());
        Keys none = new Keys(
                List.of(folder.resolve("keys/backup.pub.asc").toString()),
                "file:" + folder.resolve("keys/signing.sec.asc"),
                List.of("file:" + folder.resolve("keys/backup.sec.asc")),
                null,
                List.of());
        List<Finding> findings = examine(backup.runbook.withKeys(none), backup.secrets());
        assertThat(findings)
                .filteredOn(finding -> finding.detail().contains("backup.pub.asc"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix()).startsWith("lifeboat keys generate"));
        assertThat(findings).extracting(Finding::check).doesNotContain("private key", "alarms", "source");
        assertThat(findings).extracting(Finding::check).contains("keys", "source role");
    }

    @Test
    void namesTheRoleAndOnlyTheRightThatItLacks() throws Exception {
        String database = TestServer.database();
        String role = "reader_of_" + database;
        TestBackup backup = new TestBackup(folder.resolve("store"), database);
        backup.execute(
                "create table secrets (id int primary key)",
                "alter table secrets enable row level security",
                "create role " + role + " login password 'p'");
        Secrets secrets = new Secrets(
                Map.of("SOURCE", TestServer.get().url(database).replaceFirst("//[^@/]*@", "//" + role + ":p@")));
        assertThat(source(backup.runbook, secrets).fix())
                .isEqualTo("GRANT pg_read_all_data TO " + role + "; and ALTER ROLE " + role
                        + " BYPASSRLS where row security is on");
        backup.execute("grant pg_read_all_data to " + role);
        assertThat(source(backup.runbook, secrets).fix())
                .isEqualTo("ALTER ROLE " + role + " BYPASSRLS: row security is on there");
        backup.execute("alter role " + role + " bypassrls");
        assertThat(source(backup.runbook, secrets).level()).isNotEqualTo(Finding.Level.BAD);
    }

    private Finding source(Runbook runbook, Secrets secrets) {
        return examine(runbook, secrets).stream()
                .filter(finding -> finding.check().equals("source"))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> examine(Runbook runbook, Secrets secrets) {
        return new Doctor(
                        runbook,
                        secrets,
                        new PostgresConnector(secrets),
                        new ClientTools(System.getenv()),
                        folder.resolve("state"))
                .examine(Instant.now());
    }
}
