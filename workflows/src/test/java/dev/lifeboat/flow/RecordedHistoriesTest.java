package dev.lifeboat.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lifeboat.fake.Rig;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What runs did once they must do again when they are replayed, in this build and in the next. See
 * {@code src/test/resources/histories/README.md} for recording them again.
 */
class RecordedHistoriesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("lifeboat.root"), "workflows", "src", "test", "resources", "histories");

    /** The first replay loads every class of the workflows, which on a busy machine takes longer than the usual second. */
    private static final Duration LOADING_CLASSES = Duration.ofMinutes(1);

    private final TestWorkflowEnvironment environment = Rig.environment(0);
    private final Worker worker = replayer();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void replaysWhatRunsHaveJustDone() throws Exception {
        SortedMap<String, WorkflowExecutionHistory> runs = RecordedRuns.all();
        for (Map.Entry<String, WorkflowExecutionHistory> run : runs.entrySet()) {
            assertReplays(run.getKey(), run.getValue());
        }
        if (Boolean.getBoolean("lifeboat.record")) {
            for (Map.Entry<String, WorkflowExecutionHistory> run : runs.entrySet()) {
                Files.writeString(FOLDER.resolve(run.getKey() + ".json"), withoutNames(run.getValue()));
            }
        }
        assertThat(recorded().stream().map(RecordedHistoriesTest::name).toList())
                .as("runs whose histories are kept")
                .containsExactlyElementsOf(runs.keySet());
    }

    @Test
    void replaysEveryRecordedHistory() throws IOException {
        for (Path file : recorded()) {
            assertReplays(name(file), read(Files.readString(file)));
        }
    }

    @Test
    void keepsAHistoryOfEveryWorkflow() throws IOException {
        SortedSet<String> kept = new TreeSet<>();
        for (Path file : recorded()) {
            kept.add(started(WorkflowExecutionHistory.fromJson(Files.readString(file)))
                    .getWorkflowType()
                    .getName());
        }
        assertThat(kept).containsExactlyElementsOf(types());
    }

    @Test
    void noticesWhenAWorkflowWouldDoSomethingElse() throws IOException {
        for (String[] change : List.of(
                new String[] {"phase-approved", "BuildIndexes", "AddConstraints"},
                new String[] {"restore-decided", "PrepareTarget", "CreateStructures"},
                new String[] {"backup-started-over", "DumpSchema", "CopyChunk"})) {
            String history = Files.readString(FOLDER.resolve(change[0] + ".json"));
            assertThat(history).contains(change[1]);
            assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(
                            read(history.replace(change[1], change[2])), worker))
                    .as(change[0] + " with " + change[2] + " for " + change[1])
                    .hasStackTraceContaining("TMPRL1100");
        }
    }

    @Test
    void keepsNoNameOfAMachineOrAPerson() throws IOException {
        for (Path file : recorded()) {
            String text = Files.readString(file);
            assertThat(text)
                    .doesNotContainPattern("[0-9]+@(?!recorded)[A-Za-z]")
                    .doesNotContain("stackTrace", "/home/");
            assertThat(text).doesNotContain(System.getProperty("user.dir"));
        }
    }

    private Worker replayer() {
        Worker replayer = environment.newWorker(
                TaskQueues.LIFEBOAT,
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(LOADING_CLASSES.toMillis())
                        .build());
        replayer.registerWorkflowImplementationTypes(
                Workflows.options(), Workflows.types().toArray(new Class<?>[0]));
        return replayer;
    }

    private void assertReplays(String name, WorkflowExecutionHistory history) {
        assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
                .as("replay of " + name)
                .doesNotThrowAnyException();
    }

    /** With its id, of which the ids of its children are made. */
    private static WorkflowExecutionHistory read(String json) {
        String id = started(WorkflowExecutionHistory.fromJson(json)).getWorkflowId();
        return WorkflowExecutionHistory.fromJson(json, id);
    }

    private static WorkflowExecutionStartedEventAttributes started(WorkflowExecutionHistory history) {
        return history.getHistory().getEvents(0).getWorkflowExecutionStartedEventAttributes();
    }

    private static List<Path> recorded() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".json", "");
    }

    private static SortedSet<String> types() {
        SortedSet<String> names = new TreeSet<>();
        for (Class<?> type : Workflows.types()) {
            for (Method method : type.getInterfaces()[0].getMethods()) {
                WorkflowMethod wire = method.getAnnotation(WorkflowMethod.class);
                if (wire != null) {
                    names.add(wire.name());
                }
            }
        }
        return names;
    }

    /**
     * With the workflow's id, which the in-memory server leaves out. Workers call themselves by process and host, in
     * identities and in the names of their own queues.
     */
    private static String withoutNames(WorkflowExecutionHistory history) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode tree = json.readTree(history.toJson(false).getBytes(StandardCharsets.UTF_8));
        tree.findParents("stackTrace").forEach(parent -> ((ObjectNode) parent).remove("stackTrace"));
        tree.findParents("binaryChecksum").forEach(parent -> ((ObjectNode) parent).remove("binaryChecksum"));
        tree.findParents("workerVersion").forEach(parent -> ((ObjectNode) parent).remove("workerVersion"));
        ObjectNode started = (ObjectNode) tree.path("events").path(0).path("workflowExecutionStartedEventAttributes");
        started.put("workflowId", history.getWorkflowExecution().getWorkflowId());
        List<String> lines = new ArrayList<>();
        for (JsonNode event : tree.path("events")) {
            lines.add(json.writeValueAsString(event).replaceAll("[0-9]+@[A-Za-z][A-Za-z0-9._-]*", "1@recorded"));
        }
        return "{\"events\":[\n" + String.join(",\n", lines) + "\n]}\n";
    }
}
