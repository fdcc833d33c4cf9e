package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the daily look tells that no backup could be taken now, and why. */
class SourceCheckTest {
    @TempDir
    Path folder;

    /** As GitLab's pg_dump was, of whose failures nobody heard. */
    @Test
    void aClientThatIsOlderThanTheServerIsAProblem() throws Exception {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        Files.writeString(folder.resolve("runbook.yaml"), """
                name: small
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./backups } }
                keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc" }
                """);
        Runbook runbook = RunbookFile.load(folder.resolve("runbook.yaml")).runbook();
        Secrets secrets = new Secrets(Map.of("DATABASE_URL", TestServer.get().url(TestServer.database())));
        Path tools = Files.createDirectory(folder.resolve("tools"));
        tool(tools.resolve("pg_dump"), "13.9");
        tool(tools.resolve("pg_restore"), "13.9");
        assertThat(look(runbook, secrets, tools))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("source/TOOL_TOO_OLD", Severity.CRITICAL));
        assertThat(look(runbook, secrets, tools))
                .extracting(HealthProblem::what)
                .singleElement()
                .satisfies(what -> assertThat(what)
                        .contains("no backup could be taken now: pg_dump 13.9", "is older than the server"));

        tool(tools.resolve("pg_dump"), "99.1");
        tool(tools.resolve("pg_restore"), "99.1");
        assertThat(look(runbook, secrets, tools)).isEmpty();
    }

    @Test
    void theDoctorTellsOfMissingToolsAndNotOfOldOnes() {
        assertThat(failing(ErrorCode.TOOL_TOO_OLD, true).look())
                .extracting(HealthProblem::id)
                .containsExactly("source/TOOL_TOO_OLD");
        assertThat(failing(ErrorCode.TOOL_MISSING, false).look())
                .extracting(HealthProblem::id)
                .containsExactly("source/TOOL_MISSING");
        assertThatThrownBy(() -> failing(ErrorCode.TOOL_MISSING, true).look()).isInstanceOf(UnseenException.class);
        assertThatThrownBy(() -> failing(ErrorCode.KEY_UNUSABLE, false).look()).isInstanceOf(UnseenException.class);
    }

    private static SourceCheck failing(ErrorCode code, boolean doctorToo) {
        return new SourceCheck(
                () -> {
                    throw new LifeboatException(code, "pg_dump");
                },
                doctorToo);
    }

    private static List<HealthProblem> look(Runbook runbook, Secrets secrets, Path tools) {
        return new HealthExamination(
                        runbook,
                        secrets,
                        new PostgresConnector(secrets),
                        new ClientTools(List.of(tools)),
                        null,
                        null,
                        Seen.NOW)
                .look(() -> {}).problems().stream()
                        .filter(problem ->
                                problem.check().equals("source") || problem.id().equals("unseen/source"))
                        .toList();
    }

    private static void tool(Path file, String version) throws Exception {
        Files.writeString(file, "#!/bin/sh\necho '" + file.getFileName() + " (PostgreSQL) " + version + "'\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
