package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.flow.SearchKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore on a real Temporal server outlives its worker, and people decide by Temporal's own tool and by ours. */
class KilledWorkerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "restore/bookings-assistant/restored";

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private SampleSystem system;
    private String address;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        address = "127.0.0.1:" + port;
        List<String> command = new ArrayList<>(List.of(
                temporal(), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", String.valueOf(port)));
        SearchKeys.all().forEach(key -> command.addAll(List.of("--search-attribute", key.getName() + "=Keyword")));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("temporal.log").toFile())
                .start());
        await(Duration.ofSeconds(30), () -> listens(port));
        system = SampleSystem.create(folder, 40_000);
        Files.writeString(
                folder.resolve("runbook.yaml"), "approvals: { direct: true }\n", StandardOpenOption.APPEND);
        system.commands().with("TEMPORAL_ADDRESS", address);
        startWorker();
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
        if (system != null) {
            system.close();
        }
    }

    @Test
    void endsWithExactlyTheSetsRowsAlthoughItsWorkerIsKilledInTheMiddle() throws Exception {
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        system.commands()
                .run("restore", "latest", "--target", "env:TARGET_URL", "--detach")
                .endsWith(21);

        JsonNode auth = waitingFor("auth");
        system.commands().run("decide", RUN, "bookings-payments", "approve").endsWith(2);
        approveWithTemporalsOwnTool(auth);
        waitingFor("business-core");
        system.commands().run("decide", RUN, "business-core", "approve").endsWith(0);

        // In the middle of the next phase, at whatever it does just now.
        await(Duration.ofSeconds(30), () -> status().toString().contains("\"phase\":\"bookings-payments\",\"state\":\"LOADING\""));
        Process worker = processes.remove(processes.size() - 1);
        worker.destroyForcibly().waitFor();
        startWorker();

        waitingFor("bookings-payments");
        system.commands().run("decide", RUN, "bookings-payments", "approve").endsWith(0);
        waitingFor("communications");
        CommandLine.Outcome second = system.commands()
                .run("restore", "latest", "--target", "env:TARGET_URL", "--detach");
        assertThat(second.exitCode()).as(second.err()).isEqualTo(11);
        system.commands().run("decide", RUN, "communications", "approve").endsWith(0);
        waitingFor("remainder");
        system.commands().run("decide", RUN, "remainder", "approve").endsWith(0);
        await(Duration.ofMinutes(2), () -> status().path("step").asText().equals("COMPLETED"));

        assertThat(dump("restored")).isEqualTo(dump("bookings"));
    }

    private void startWorker() throws IOException {
        int number = processes.size();
        processes.add(system.commands()
                .start(folder.resolve("worker" + number + ".out"), folder.resolve("worker" + number + ".err"), "worker"));
    }

    private JsonNode waitingFor(String phase) throws Exception {
        await(Duration.ofMinutes(3), () -> status().at("/waiting/phase").asText().equals(phase));
        return status().get("waiting");
    }

    /** A worker that is just gone cannot answer a query: then there is no status yet. */
    private JsonNode status() {
        try {
            CommandLine.Outcome outcome = system.commands().run("status", RUN, "--json");
            return outcome.out().isBlank() ? JSON.createObjectNode() : JSON.readTree(outcome.out());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
        tool(
                temporal(), "workflow", "update", "execute", "--address", address, "--workflow-id",
                waiting.get("workflowId").asText(), "--name", "decide", "--input", decision);
    }

    private String dump(String database) throws Exception {
        return Arrays.stream(tool("pg_dump", "--data-only", "--dbname=" + system.server().url(database))
                        .split("\n", -1))
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .filter(line -> !line.startsWith("-- Name:") && !line.startsWith("-- Data for"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String temporal() {
        Path own = Path.of(System.getProperty("lifeboat.root"), ".tools", "bin", "temporal");
        if (Files.isExecutable(own)) {
            return own.toString();
        }
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(place -> Path.of(place, "temporal"))
                .filter((Predicate<Path>) Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the temporal binary is missing; `sh .ci/tools` builds it"));
    }

    private static String tool(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Duration longest, Condition condition) throws Exception {
        Instant end = Instant.now().plus(longest);
        while (!condition.holds()) {
            assertThat(Instant.now()).as("waited %s in vain", longest).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
