package dev.lifeboat.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.flow.Workflows;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories of real runs go on with the code of today: what a worker of an earlier build has begun, one of this build ends.
 * {@code worker/src/test/record-histories.sh} takes them anew, which is right only before a release has run anywhere.
 */
class ReplayTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("lifeboat.root"), "worker", "src", "test", "resources", "histories");

    private final TestWorkflowEnvironment environment =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(Converters.converter())
                            .build())
                    .build());

    @AfterEach
    void close() {
        environment.close();
    }

    static List<String> recorded() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void goesOnWithARunOfAnEarlierBuild(String name) throws Exception {
        WorkflowReplayer.replayWorkflowExecution(history(name), worker());
    }

    @Test
    void hasAHistoryOfEachWorkflowAndOfWhatPeopleDecide() throws Exception {
        List<String> names = recorded();
        for (Class<?> type : Workflows.types()) {
            String workflow = type.getSimpleName().replace("WorkflowImpl", "");
            assertThat(names).anyMatch(name -> name.startsWith(workflow.toLowerCase(Locale.ROOT)));
        }
        assertThat(names)
                .contains(
                        "phase-approved.json",
                        "phase-retried.json",
                        "phase-held.json",
                        "phase-waived.json",
                        "restore-aborted.json");
    }

    @Test
    void noticesAHistoryThatTheCodeWouldNotHaveMade() {
        String altered = text("phase-approved.json").replace("\"BuildIndexes\"", "\"ReadBack\"");
        assertThatThrownBy(() ->
                        WorkflowReplayer.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(altered), worker()))
                .hasMessageContaining("TMPRL1100");
    }

    private Worker worker() {
        Worker worker = environment.newWorker("replay");
        worker.registerWorkflowImplementationTypes(
                Workflows.options(), Workflows.types().toArray(new Class<?>[0]));
        return worker;
    }

    private static WorkflowExecutionHistory history(String name) {
        return WorkflowExecutionHistory.fromJson(text(name));
    }

    private static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
