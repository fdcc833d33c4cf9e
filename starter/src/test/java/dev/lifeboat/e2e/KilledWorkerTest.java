package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a real Temporal server outlive their worker, and people decide by Temporal's own tool and by ours. */
class KilledWorkerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "restore/bookings-assistant/restored";

    @TempDir
    Path folder;

    private final List<Process> workers = new ArrayList<>();
    private TemporalServer temporal;
    private SampleSystem system;

    @BeforeEach
    void start() throws Exception {
        temporal = TemporalServer.start(folder);
        system = SampleSystem.create(folder, 40_000);
        Files.writeString(folder.resolve("runbook.yaml"), "approvals: { direct: true }\n", StandardOpenOption.APPEND);
        system.commands().with("TEMPORAL_ADDRESS", temporal.address());
        startWorker();
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
    void endsWithExactlyTheSetsRowsAlthoughItsWorkerIsKilledInTheMiddleOfALoad() throws Exception {
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        system.commands()
                .run("restore", "latest", "--target", "env:TARGET_URL", "--detach")
                .endsWith(21);

        JsonNode auth = waitingFor("auth");
        system.commands().run("decide", RUN, "bookings-payments", "approve").endsWith(2);
        // The phase behind auth is there already; the one behind that is loaded when auth is accepted.
        inTheMiddleOfTheLoad("public.booking_payments", () -> approveWithTemporalsOwnTool(auth), this::killWorker);
        startWorker();
        waitingFor("business-core");
        assertThat(temporal.tool("workflow", "describe", "--workflow-id", RUN, "-o", "json"))
                .as("search attributes that the Temporal UI filters by")
                .contains("LifeboatPhase", "business-core");
        assertThat(temporal.tool("workflow", "metadata", "--workflow-id", RUN + "/business-core"))
                .as("current details that the Temporal UI shows")
                .contains("Waiting for a decision", "business-core: green");

        inTheMiddleOfTheLoad(
                "public.whatsapp_messages",
                () -> system.commands()
                        .run("decide", "business-core", "approve")
                        .endsWith(0),
                this::interruptWorker);
        startWorker();

        waitingFor("bookings-payments");
        system.commands().run("decide", "bookings-payments", "approve").endsWith(0);
        waitingFor("communications");
        CommandLine.Outcome second =
                system.commands().run("restore", "latest", "--target", "env:TARGET_URL", "--detach");
        assertThat(second.exitCode()).as(second.err()).isEqualTo(11);
        system.commands().run("decide", "communications", "approve").endsWith(0);
        waitingFor("remainder");
        system.commands().run("decide", "remainder", "approve").endsWith(0);
        Await.until("the restore is over", Duration.ofMinutes(2), () -> status().path("step")
                .asText()
                .equals("COMPLETED"));

        assertThat(dump("restored")).isEqualTo(dump("bookings"));
    }

    @Test
    void provesASetAndLeavesNothingBehindAlthoughTheDrillsWorkerIsKilled() throws Exception {
        system.commands().run("backup", "--mode", "weekly").endsWith(0);
        CommandLine.Outcome applied =
                system.commands().run("schedules", "apply", "--yes", "--json").endsWith(0);
        assertThat(applied.out())
                .contains(
                        "backup/bookings-assistant/daily",
                        "backup/bookings-assistant/weekly",
                        "backup/bookings-assistant/monthly",
                        "drill/bookings-assistant/weekly",
                        "drill/bookings-assistant/monthly",
                        "drill/bookings-assistant/quarterly");
        system.commands()
                .run("schedules", "pause", "backup/daily", "--note", "move")
                .endsWith(0);
        assertThat(system.commands().run("schedules", "apply").endsWith(0).out())
                .contains("(paused)")
                .doesNotContainPattern("(?m)^changed");
        assertThat(system.commands().run("schedules", "list").endsWith(0).out()).contains("paused", "move");

        system.commands().run("schedules", "run", "drill/weekly").endsWith(0);
        Await.until("the drill restores a phase", Duration.ofMinutes(2), () -> temporal.tool(
                        "workflow", "count", "--query", "LifeboatKind = 'phase'")
                .matches("(?s).*[1-9].*"));
        killWorker();
        startWorker();

        Await.until(
                "the set is proven",
                Duration.ofMinutes(4),
                () -> system.commands().run("list", "--json").out().contains("\"state\":\"proven\""));
        Await.until("the throw-away database is gone", Duration.ofMinutes(1), () -> emptyFolder("state/drills"));
        try (Stream<Path> reports = Files.walk(folder.resolve("backups/reports/drills"))) {
            assertThat(reports.map(Path::toString).filter(name -> name.endsWith(".html")))
                    .isNotEmpty();
        }
    }

    /** Does something that lets a table be loaded, while a lock holds that load up. */
    private void inTheMiddleOfTheLoad(String table, Step cause, Step end) throws Exception {
        try (Connection blocker = system.connect("restored");
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            cause.run();
            Await.until("the load waits for the lock", Duration.ofSeconds(60), this::aLoadWaits);
            end.run();
            blocker.rollback();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void interruptWorker() throws Exception {
        Process worker = workers.get(workers.size() - 1);
        TemporalServer.run("kill", "-INT", String.valueOf(worker.pid()));
        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(worker.exitValue()).isEqualTo(130);
    }

    private boolean emptyFolder(String name) throws IOException {
        Path inner = folder.resolve(name);
        if (!Files.exists(inner)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(inner)) {
            return entries.findAny().isEmpty();
        }
    }

    private boolean aLoadWaits() throws SQLException {
        try (Connection connection = system.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE wait_event_type = 'Lock' AND application_name = 'lifeboat'")) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }

    private void startWorker() throws IOException {
        int number = workers.size();
        workers.add(system.commands()
                .start(
                        folder.resolve("worker" + number + ".out"),
                        folder.resolve("worker" + number + ".err"),
                        "worker"));
    }

    private void killWorker() throws InterruptedException {
        workers.get(workers.size() - 1).destroyForcibly().waitFor();
    }

    private JsonNode waitingFor(String phase) throws Exception {
        Await.until(phase + " waits for a decision", Duration.ofMinutes(3), () -> status().at("/waiting/phase")
                .asText()
                .equals(phase));
        return status().get("waiting");
    }

    /** A worker that is just gone cannot answer a query: then there is no status yet. */
    private JsonNode status() throws Exception {
        CommandLine.Outcome outcome = system.commands().run("status", RUN, "--json");
        return outcome.out().isBlank() ? JSON.createObjectNode() : JSON.readTree(outcome.out());
    }

    private void approveWithTemporalsOwnTool(JsonNode waiting) throws Exception {
        String decision = JSON.writeValueAsString(JSON.createObjectNode()
                .put("run", RUN)
                .put("phase", "auth")
                .put("stage", waiting.get("stage").asText())
                .put("verb", "approve")
                .put("evidence", waiting.get("evidence").asText())
                .put("nonce", waiting.get("nonce").asText())
                .put("by", "commander"));
        temporal.tool(
                "workflow",
                "update",
                "execute",
                "--workflow-id",
                waiting.get("workflowId").asText(),
                "--name",
                "decide",
                "--input",
                decision);
    }

    private String dump(String database) throws Exception {
        return Arrays.stream(TemporalServer.run(
                                "pg_dump",
                                "--data-only",
                                "--dbname=" + system.server().url(database))
                        .split("\n", -1))
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .filter(line -> !line.startsWith("-- Name:") && !line.startsWith("-- Data for"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
