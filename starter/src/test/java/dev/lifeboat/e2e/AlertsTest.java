package dev.lifeboat.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.lifeboat.flow.TaskQueues;
import dev.lifeboat.health.HealthWatch;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.worker.Converters;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K3 over a channel: what goes wrong is one alert, however often it is looked, and what is right again is one resolve. */
class AlertsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A worker that works asks each minute. */
    private static final Duration AHEAD = Duration.ofSeconds(110);

    private static final String CHECK = "health/bookings-assistant/check";
    private static final String RUNBOOK = """
            name: bookings-assistant
            database: { url: "env:DATABASE_URL" }
            store: { primary: { kind: filesystem, path: ./backups } }
            keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc", private: [ "file:keys/backup.sec.asc" ] }
            backups: { daily: { at: "0 2 * * *", verify: true%s } }
            health: { at: "0 7 * * *", min-size: %s, keys: %s }
            notify: { webhook: "env:HOOK" }
            """;

    @TempDir
    Path folder;

    private final WireMockServer hook =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    private TemporalServer temporal;
    private SampleSystem system;
    private @Nullable Process worker;
    private int checks;

    @BeforeEach
    void start() throws Exception {
        hook.start();
        hook.stubFor(any(anyUrl()).willReturn(status(204)));
        temporal = TemporalServer.start(folder);
        system = SampleSystem.create(folder, 1_000);
        system.commands().with("TEMPORAL_ADDRESS", temporal.address()).with("HOOK", hook.baseUrl() + "/in");
    }

    @AfterEach
    void stop() throws Exception {
        stopWorker();
        if (system != null) {
            system.close();
        }
        temporal.close();
        hook.stop();
    }

    @Test
    void eachProblemIsOneAlertAndOneResolve() throws Exception {
        runbook("", "1kB", "P30D");
        assertThat(tell().out()).contains("no worker asks for work");
        tell();
        assertThat(alerts("worker")).as("no worker").containsExactly("health_problem");
        assertThat(messages())
                .extracting(message -> message.path("run").asText())
                .as("no run, to which nothing links")
                .containsOnly("process/bookings-assistant/outside");

        work();
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        tell();
        tell();
        assertThat(alerts("worker")).containsExactly("health_problem", "health_resolved");

        runbook("", "1GB", "P30D");
        check();
        check();
        assertThat(alerts("small/daily")).as("a set of a wrong size").containsExactly("health_problem");
        runbook(", max-age: PT1S", "1kB", "P30D");
        check();
        check();
        assertThat(alerts("small/daily")).containsExactly("health_problem", "health_resolved");
        assertThat(alerts("age/daily")).as("an old set").containsExactly("health_problem");
        runbook("", "1kB", "P800D");
        check();
        check();
        assertThat(alerts("age/daily")).containsExactly("health_problem", "health_resolved");
        List<String> keys = matters("/key/");
        assertThat(keys).as("keys that end soon").isNotEmpty();
        for (String key : keys) {
            assertThat(events(key)).containsExactly("health_problem");
        }
        runbook("", "1kB", "P30D");
        check();
        check();
        for (String key : keys) {
            assertThat(events(key)).containsExactly("health_problem", "health_resolved");
        }
        system.commands().run("health").endsWith(0);
    }

    /** By a watch whose clock is ahead, so that a worker that asked for work a minute ago is gone for it, and not after three. */
    @Test
    void aWorkerThatWorkedAndStopsIsOneAlertAndOneResolve() throws Exception {
        runbook("", "1kB", "P30D");
        work();
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
        try {
            HealthWatch watch = HealthWatch.of(
                    RunbookFile.load(folder.resolve("runbook.yaml")).runbook(),
                    new Secrets(Map.of("HOOK", hook.baseUrl() + "/in")),
                    WorkflowClient.newInstance(
                            stubs,
                            WorkflowClientOptions.newBuilder()
                                    .setDataConverter(Converters.converter())
                                    .build()),
                    TaskQueues.LIFEBOAT);
            look(watch, 3);
            assertThat(matters("/worker")).isEmpty();
            stopWorker();
            Await.until("it is noticed", Duration.ofSeconds(100), () -> looked(watch, 1));
            look(watch, 3);
            work();
            Await.until("it is back", Duration.ofSeconds(60), () -> looked(watch, 2));
            look(watch, 3);
        } finally {
            stubs.shutdownNow();
        }
        assertThat(alerts("worker")).containsExactly("health_problem", "health_resolved");
    }

    private static void look(HealthWatch watch, int times) {
        for (int time = 0; time < times; time++) {
            watch.look(Instant.now().plus(AHEAD));
        }
    }

    private boolean looked(HealthWatch watch, int messages) throws Exception {
        look(watch, 1);
        return alerts("worker").size() == messages;
    }

    private void work() throws Exception {
        worker = system.commands().start(folder.resolve("worker.out"), folder.resolve("worker.err"), "worker");
    }

    private void stopWorker() throws Exception {
        Process running = worker;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private CommandLine.Outcome tell() throws Exception {
        return system.commands().run("health", "--tell");
    }

    private void runbook(String backup, String size, String keys) throws Exception {
        Files.writeString(folder.resolve("runbook.yaml"), RUNBOOK.formatted(backup, size, keys));
        system.commands().run("schedules", "apply", "--yes").endsWith(0);
    }

    /** Runs the schedule once more, and waits for its end. */
    private void check() throws Exception {
        checks++;
        system.commands().run("schedules", "run", "health/check").endsWith(0);
        Await.until("check " + checks + " is done", Duration.ofMinutes(1), () -> {
            String list = system.commands().run("schedules", "list").out();
            return list.lines()
                    .anyMatch(line -> line.startsWith(CHECK) && line.matches(".* completed +" + checks + " .*"));
        });
    }

    private List<String> alerts(String problem) throws Exception {
        return events("health/bookings-assistant/" + problem);
    }

    /** What the channel got about a matter, in its order. */
    private List<String> events(String key) throws Exception {
        List<String> events = new ArrayList<>();
        for (JsonNode message : messages()) {
            if (message.path("key").asText().equals(key)) {
                events.add(message.path("event").asText());
            }
        }
        return events;
    }

    private List<String> matters(String part) throws Exception {
        return messages().stream()
                .map(message -> message.path("key").asText())
                .filter(key -> key.contains(part))
                .distinct()
                .toList();
    }

    private List<JsonNode> messages() throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        for (LoggedRequest request : hook.findAll(postRequestedFor(anyUrl()))) {
            messages.add(JSON.readTree(request.getBody()));
        }
        return messages;
    }
}
