package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers are processes that know nothing of each other: more of them are simply started. */
@Timeout(180)
class SeveralWorkersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<Process> workers = new ArrayList<>();
    private TemporalServer temporal;
    private SampleSystem system;

    @BeforeEach
    void start() throws Exception {
        temporal = TemporalServer.start(folder);
        system = SampleSystem.create(folder, 500);
        // Five chunks of a large table, and small tables for five groups.
        system.execute(
                "bookings",
                "CREATE TABLE ledger AS SELECT i AS id, md5(i::text) || md5((-i)::text) AS entry"
                        + " FROM generate_series(1, 400000) i",
                "DO $$ BEGIN FOR i IN 1..320 LOOP EXECUTE format('CREATE TABLE small_%s AS SELECT %s AS id', i, i);"
                        + " END LOOP; END $$");
        Path runbook = folder.resolve("runbook.yaml");
        Files.writeString(runbook, Files.readString(runbook).replace("chunk: 256MiB", "chunk: 9MiB"));
        system.commands().with("TEMPORAL_ADDRESS", temporal.address());
        for (int number = 1; number <= 2; number++) {
            workers.add(system.another()
                    .with("TEMPORAL_ADDRESS", temporal.address())
                    .with("DATABASE_URL", system.server().url("bookings"))
                    .start(
                            folder.resolve("worker" + number + ".out"),
                            folder.resolve("worker" + number + ".err"),
                            "worker"));
        }
        List<Long> processes = workers.stream().map(Process::pid).toList();
        Await.until("both workers poll", Duration.ofSeconds(60), () -> polling().containsAll(processes));
    }

    @AfterEach
    void stop() throws Exception {
        for (Process worker : workers) {
            worker.destroyForcibly();
            worker.waitFor(10, TimeUnit.SECONDS);
        }
        if (system != null) {
            system.close();
        }
        temporal.close();
    }

    @Test
    void twoProcessesShareOneBackupWhichVerifies() throws Exception {
        CommandLine.Outcome backup = system.commands()
                .run("backup", "--mode", "daily", "--verify", "--json")
                .endsWith(0);
        assertThat(backup.out()).contains("\"verified\":true");
        String run = backup.err()
                .lines()
                .filter(line -> line.startsWith("run "))
                .findFirst()
                .orElseThrow()
                .substring("run ".length());

        JsonNode events = history(run + "/1-1");
        assertThat(count(events, "ACTIVITY_TASK_STARTED")).isGreaterThan(10);
        assertThat(workers).allSatisfy(worker -> assertThat(processes(events))
                .as("who copied the chunks of %s", run)
                .contains(worker.pid()));
        assertThat(processes(events)).hasSize(2);
    }

    private JsonNode history(String run) throws Exception {
        return JSON.readTree(temporal.tool("workflow", "show", "--workflow-id", run, "-o", "json"))
                .path("events");
    }

    private static long count(JsonNode events, String kind) {
        return events.findValuesAsText("eventType").stream()
                .filter(type -> type.endsWith(kind))
                .count();
    }

    /** A worker's identity is its process and its machine. */
    private static Set<Long> processes(JsonNode events) {
        Set<Long> processes = new TreeSet<>();
        for (JsonNode event : events) {
            String identity =
                    event.at("/activityTaskStartedEventAttributes/identity").asText();
            if (!identity.isEmpty()) {
                processes.add(process(identity));
            }
        }
        return processes;
    }

    private Set<Long> polling() throws Exception {
        JsonNode queue =
                JSON.readTree(temporal.tool("task-queue", "describe", "--task-queue", "lifeboat", "-o", "json"));
        Set<Long> processes = new TreeSet<>();
        queue.findValuesAsText("identity").forEach(identity -> processes.add(process(identity)));
        return processes;
    }

    private static long process(String identity) {
        return Long.parseLong(identity.substring(0, identity.indexOf('@')));
    }
}
