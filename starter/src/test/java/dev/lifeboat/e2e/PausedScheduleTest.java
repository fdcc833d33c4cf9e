package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Temporal server does about runs that failed, and when it would end them, as docs/schedules.md has it. */
class PausedScheduleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TemporalServer temporal;
    private CommandLine commands;
    private Process worker;

    @BeforeEach
    void start() throws Exception {
        temporal = TemporalServer.start(folder);
        Files.writeString(folder.resolve("runbook.yaml"), """
                name: small
                database: { url: "env:NO_SUCH_DATABASE" }
                store: { primary: { kind: filesystem, path: ./backups } }
                keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc" }
                backups: { daily: { at: "0 2 * * *" } }
                drills:
                  weekly: { at: "0 4 * * 0" }
                  signed: { at: "0 4 1 1 *", sign-off: admin }
                  approved: { at: "0 5 1 1 *", approvals: people }
                """);
        commands = new CommandLine(folder).with("TEMPORAL_ADDRESS", temporal.address());
        commands.run("keys", "generate").endsWith(0);
        commands.run("schedules", "apply", "--yes").endsWith(0);
    }

    @AfterEach
    void stop() throws Exception {
        if (worker != null) {
            worker.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        temporal.close();
    }

    /** There is no set: somebody has to look at that before the next drill. The next backup may be better. */
    @Test
    void aFailedDrillPausesItsScheduleAndAFailedBackupDoesNot() throws Exception {
        worker = commands.start(folder.resolve("worker.out"), folder.resolve("worker.err"), "worker");
        for (String name : List.of("backup/daily", "drill/weekly")) {
            commands.run("schedules", "run", name).endsWith(0);
            Await.until(
                    name + " has failed",
                    Duration.ofMinutes(1),
                    () -> line(name).path("result").asText().equals("failed"));
        }
        Await.until("the drill's schedule is paused", Duration.ofSeconds(20), () -> paused("drill/weekly"));
        assertThat(paused("backup/daily")).isFalse();
        assertThat(paused("drill/signed")).as("another drill's").isFalse();

        commands.run("schedules", "resume", "drill/weekly").endsWith(0);
        assertThat(paused("drill/weekly")).isFalse();
    }

    /** One that is ended by the engine tells nobody and leaves its copy: a drill must have the time for its own end. */
    @Test
    void aDrillEndsByItselfBeforeTheEngineWouldEndIt() throws Exception {
        assertThat(timeOut("backup/small/daily")).isEqualTo(Duration.ofDays(2));
        assertThat(timeOut("drill/small/weekly")).isEqualTo(Duration.ofDays(7));
        assertThat(timeOut("drill/small/signed")).isEqualTo(Duration.ofDays(30));
        assertThat(timeOut("drill/small/approved")).isEqualTo(Duration.ofDays(30));
        assertThat(described("drill/small/weekly")
                        .at("/schedule/policies/overlapPolicy")
                        .asText())
                .isEqualTo("SCHEDULE_OVERLAP_POLICY_SKIP");
    }

    private Duration timeOut(String id) throws Exception {
        return Duration.parse("PT"
                + described(id)
                        .at("/schedule/action/startWorkflow/workflowExecutionTimeout")
                        .asText());
    }

    private JsonNode described(String id) throws Exception {
        return JSON.readTree(temporal.tool("schedule", "describe", "--schedule-id", id, "-o", "json"));
    }

    private boolean paused(String name) throws Exception {
        return line(name).path("paused").asBoolean();
    }

    private JsonNode line(String name) throws Exception {
        String id = name.replaceFirst("/", "/small/");
        for (String line :
                commands.run("schedules", "list", "--json").endsWith(0).out().split("\n", -1)) {
            JsonNode node = line.isBlank() ? JSON.createObjectNode() : JSON.readTree(line);
            if (node.path("id").asText().equals(id)) {
                return node;
            }
        }
        return JSON.createObjectNode();
    }
}
