package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that was just started knows of what runs before it have left in the store (K4). */
class WorkerMetricsTest {
    @TempDir
    static Path folder;

    @Test
    void givesTheNumbersOfTheStoreAfterARestart() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 500)) {
            Instant before = Instant.now();
            system.commands()
                    .run("backup", "--mode", "daily", "--engine", "memory")
                    .endsWith(0);
            system.commands().with("LIFEBOAT_LOG", "INFO").with("LIFEBOAT_LOG_FORMAT", "json");
            assertLinesNameRunAndPhase(system.commands()
                    .run("drill", "--engine", "memory")
                    .endsWith(0)
                    .err());
            system.commands().with("LIFEBOAT_LOG", "ERROR").with("LIFEBOAT_LOG_FORMAT", "text");
            Path said = folder.resolve("worker.err");
            Process worker = system.commands()
                    .start(folder.resolve("worker.out"), said, "worker", "--engine", "dev", "--metrics-port", "0");
            try {
                Await.until("the worker polls", Duration.ofSeconds(90), () -> Files.readString(said)
                        .contains("worker: polling"));
                Matcher place = Pattern.compile("metrics: (http://127\\.0\\.0\\.1:\\d+/metrics)")
                        .matcher(Files.readString(said));
                assertThat(place.find()).isTrue();
                String text = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(place.group(1)))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
                String book = "runbook=\"bookings-assistant\"";
                assertThat(value(text, "lifeboat_backup_last_success_timestamp_seconds{mode=\"daily\"," + book))
                        .isGreaterThan((double) before.getEpochSecond() - 1);
                assertThat(text)
                        .as("a mode that has no set yet")
                        .doesNotContain("lifeboat_backup_last_success_timestamp_seconds{mode=\"weekly\"");
                assertThat(value(text, "lifeboat_backup_due_timestamp_seconds{mode=\"weekly\"," + book))
                        .isGreaterThan((double) before.getEpochSecond());
                assertThat(value(text, "lifeboat_whole_set_timestamp_seconds{" + book))
                        .isPositive();
                assertThat(value(text, "lifeboat_backup_rows{mode=\"daily\"," + book))
                        .isPositive();
                assertThat(value(text, "lifeboat_backup_compression_ratio{mode=\"daily\"," + book))
                        .isPositive();
                assertThat(value(text, "lifeboat_backup_duration_seconds{mode=\"daily\"," + book))
                        .isPositive();
                assertThat(value(text, "lifeboat_drill_last_result{drill=\"manual\"," + book))
                        .isEqualTo(1);
                assertThat(value(text, "lifeboat_phase_duration_seconds{phase=\"auth\"," + book))
                        .isPositive();
                assertThat(value(text, "lifeboat_phase_budget_seconds{phase=\"auth\"," + book))
                        .isEqualTo(1800);
                assertThat(value(text, "lifeboat_sets{" + book + ",state=\"proven\""))
                        .isEqualTo(1);
                assertThat(value(text, "lifeboat_store_up{" + book + ",store=\"primary\""))
                        .isEqualTo(1);
                assertThat(value(text, "lifeboat_decisions_waiting{" + book)).isZero();
                assertThat(text).contains("lifeboat_store_request_seconds_count{", "temporal_");
                assertThat(text).doesNotContain("postgresql://", folder.toString());
            } finally {
                worker.destroy();
                worker.waitFor();
            }
        }
    }

    /** Of workflows, of their children and of what they have done by activities. */
    private static void assertLinesNameRunAndPhase(String err) throws IOException {
        List<String> steps = new ArrayList<>();
        List<String> activities = new ArrayList<>();
        for (String text : err.lines().filter(one -> one.startsWith("{")).toList()) {
            JsonNode line = new ObjectMapper().readTree(text);
            JsonNode marks = line.path("mdc");
            String[] workflow = marks.path("WorkflowId").asText().split("/", -1);
            if (workflow.length < 3) {
                continue;
            }
            String phase = workflow[0].equals("restore") && workflow.length > 3 ? workflow[3] : "";
            assertThat(marks.path("run").asText())
                    .as(text)
                    .isEqualTo(workflow[0] + "/" + workflow[1] + "/" + workflow[2]);
            assertThat(marks.path("phase").asText()).as(text).isEqualTo(phase);
            String of = workflow[0] + " " + phase;
            if (line.path("loggerName").asText().endsWith(".StepLog")) {
                steps.add(of + " " + line.path("arguments").path(0).asText());
            } else if (marks.has("ActivityType")) {
                activities.add(of);
            }
        }
        assertThat(steps).contains("drill  restoring", "restore  creating structures", "restore auth LOADING");
        assertThat(activities).contains("restore auth");
    }

    private static double value(String text, String series) {
        Matcher line =
                Pattern.compile(Pattern.quote(series) + "[^}]*\\} (\\S+)").matcher(text);
        assertThat(line.find()).as(series + " in\n" + text).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
