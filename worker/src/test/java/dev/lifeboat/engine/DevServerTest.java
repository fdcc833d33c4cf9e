package dev.lifeboat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.SearchKeys;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevServerTest {
    @TempDir
    Path folder;

    @Test
    void keepsClosedRunsForNinetyDaysAndKnowsOurSearchAttributes() {
        try (DevServer server = DevServer.open(binary(), folder, 0)) {
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(server.target())
                    .build());
            OperatorServiceStubs operator =
                    OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                            .setTarget(server.target())
                            .validateAndBuildWithDefaults());
            try {
                long seconds = stubs.blockingStub()
                        .describeNamespace(DescribeNamespaceRequest.newBuilder()
                                .setNamespace(DevServer.NAMESPACE)
                                .build())
                        .getConfig()
                        .getWorkflowExecutionRetentionTtl()
                        .getSeconds();
                assertThat(Duration.ofSeconds(seconds)).isEqualTo(Duration.ofDays(90));
                Map<String, ?> known = operator.blockingStub()
                        .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                                .setNamespace(DevServer.NAMESPACE)
                                .build())
                        .getCustomAttributesMap();
                SearchKeys.all().forEach(key -> assertThat(known).containsKey(key.getName()));
            } finally {
                stubs.shutdownNow();
                operator.shutdownNow();
            }
        }
    }

    @Test
    void stopsWhenItsLastUserLeavesAndNotBefore() {
        ServerAddress address;
        try (DevServer server = DevServer.open(binary(), folder, 0)) {
            assertThat(server.joined()).isFalse();
            address = ServerAddress.read(folder);
            assertThat(address).isNotNull();
            assertThat(address.process()).isNotNull();
        }
        assertThat(address.process()).isNull();
        assertThat(ServerAddress.read(folder)).isNull();
    }

    @Test
    void isStartedAnewWhenItWasKilled() throws Exception {
        DevServer killed = DevServer.open(binary(), folder, 0);
        try (killed) {
            ServerAddress first = ServerAddress.read(folder);
            assertThat(first).isNotNull();
            ProcessHandle process = first.process();
            assertThat(process).isNotNull();
            process.destroyForcibly();
            process.onExit().get();
        }
        // As after a crash of the machine: the note is there, the process is not.
        new ServerAddress(ProcessHandle.current().pid(), Instant.EPOCH, 1, 2).write(folder);
        try (DevServer server = DevServer.open(binary(), folder, 0)) {
            assertThat(server.joined()).isFalse();
        }
    }

    @Test
    void isStartedAgainAtItsAddressWithItsRunsWhenItDiesUnderItsUser() throws Exception {
        try (DevServer server = DevServer.open(binary(), folder, 0)) {
            ServerAddress first = ServerAddress.read(folder);
            assertThat(first).isNotNull();
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(server.target())
                    .build());
            try {
                WorkflowClient client = WorkflowClient.newInstance(stubs);
                WorkflowStub run = client.newUntypedWorkflowStub(
                        "Waits",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue("nobody")
                                .setWorkflowId("waits")
                                .build());
                run.start();
                ServerAddress second = killed(first);
                assertThat(second.port()).isEqualTo(first.port());
                assertThat(client.newUntypedWorkflowStub("waits").describe().getStatus())
                        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
            } finally {
                stubs.shutdownNow();
            }
        }
        assertThat(ServerAddress.read(folder))
                .as("who started it again stops it")
                .isNull();
    }

    /** Its port was taken meanwhile: another user, who has left since, has started it at another one. */
    @Test
    void stopsTheServerThatIsNotedWhereItsOwnHasDied() throws Exception {
        Process elsewhere = new ProcessBuilder("sleep", "600").start();
        try {
            try (DevServer server = DevServer.open(binary(), folder, 0)) {
                assertThat(server.joined()).isFalse();
                ServerAddress own = ServerAddress.read(folder);
                assertThat(own).isNotNull();
                new ServerAddress(
                                elsewhere.pid(),
                                elsewhere.info().startInstant().orElseThrow(),
                                own.port() + 1,
                                own.uiPort())
                        .write(folder);
                ProcessHandle process = own.process();
                assertThat(process).isNotNull();
                process.destroyForcibly();
                process.onExit().get();
            }
            assertThat(elsewhere.waitFor(20, TimeUnit.SECONDS)).as("stopped").isTrue();
            assertThat(ServerAddress.read(folder)).isNull();
        } finally {
            elsewhere.destroyForcibly();
        }
    }

    /** Kills the server; the address at which it is again. */
    private ServerAddress killed(ServerAddress first) throws Exception {
        ProcessHandle process = first.process();
        assertThat(process).isNotNull();
        process.destroyForcibly();
        process.onExit().get();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        ServerAddress now = first;
        while (now == null || now.process() == null) {
            assertThat(System.nanoTime()).as("it is not there again").isLessThan(deadline);
            now = ServerAddress.read(folder);
        }
        return now;
    }

    @Test
    void saysWhatTheServerSaidWhenItDoesNotStart() throws Exception {
        Path broken = script("temporal", "echo no room on this boat\nexit 3\n");
        assertThatThrownBy(() -> DevServer.open(broken.toString(), folder, 0))
                .isInstanceOfSatisfying(LifeboatException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
                    assertThat(e.getMessage()).contains("no room on this boat");
                });
    }

    @Test
    void startsOnOtherPortsWhereAnotherProcessWasFaster() throws Exception {
        Path late = script("once", """
                echo "$@" >>"$0.tries"
                if [ "$(wc -l <"$0.tries")" -le 2 ]; then
                  echo "can't set frontend port: listen tcp 127.0.0.1: bind: address already in use"
                  echo "see --help"
                  exit 1
                fi
                exec %s "$@"
                """.formatted(binary()));
        try (DevServer server = DevServer.open(late.toString(), folder, 0)) {
            List<String> tries = Files.readAllLines(folder.resolve("once.tries"));
            assertThat(tries).hasSize(3).doesNotHaveDuplicates();
            assertThat(tries.get(2)).contains("--port " + server.target().replaceAll(".*:", ""));
        }
    }

    @Test
    void givesUpAfterAFewPortsAndSaysWhy() throws Exception {
        Path never = script("never", "echo x >>\"$0.tries\"\necho bind: address already in use\nexit 1\n");
        assertThatThrownBy(() -> DevServer.open(never.toString(), folder, 0)).hasMessageContaining("already in use");
        assertThat(folder.resolve("never.tries")).content().hasLineCount(5);
    }

    @Test
    void refusesAPortForItsPagesThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> DevServer.open(binary(), folder, taken.getLocalPort()))
                    .hasMessageContaining("port " + taken.getLocalPort() + " for Temporal's UI is taken");
        }
    }

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static String binary() {
        List<Path> places = new ArrayList<>();
        places.add(Path.of(System.getProperty("lifeboat.root"), ".tools", "bin", "temporal"));
        for (String place : System.getenv("PATH").split(":", -1)) {
            places.add(Path.of(place, "temporal"));
        }
        return places.stream()
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the temporal binary is missing; `sh .ci/tools` builds it"));
    }
}
