package dev.lifeboat.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.engine.EngineKind;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords of targets: what a run reads, and nobody else may touch. Each {@link Targets} is another process. */
class TargetsTest {
    private static final String RUN = "restore/shop/shop_new";
    private static final String RIGHT = "postgres://owner:right@one/shop_new";
    private static final String WRONG = "postgres://owner:wrong@two/shop_new";

    @TempDir
    Path state;

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void leavesWhatARunReadsAloneWhenAnotherStartOfItIsRefused() {
        Secrets reading = new Secrets(Map.of());
        String reference = process(EngineKind.DEV).reference(RIGHT, RUN, () -> "one");
        running("one");
        Targets refused = process(EngineKind.DEV);
        String unused = refused.reference(WRONG, RUN, () -> "two");
        assertThat(reading.resolve(reference).value()).isEqualTo(RIGHT);
        refused.forgetRefused(RUN, "two");
        assertThat(file(unused)).doesNotExist();
        refused.forgetOwn();
        assertThat(reading.resolve(reference).value()).isEqualTo(RIGHT);

        // Ended before it could ask whether it may start.
        Targets failed = process(EngineKind.DEV);
        failed.reference(WRONG, RUN, () -> "three");
        failed.forgetOwn();
        assertThat(state.resolve("targets").toFile().list()).hasSize(1);
        assertThat(reading.resolve(reference).value()).isEqualTo(RIGHT);
    }

    @Test
    void givesARunThatGoesOnTheNewPasswordUnderTheReferenceThatItHas() {
        String reference = process(EngineKind.DEV).reference(RIGHT, RUN, () -> "one");
        String changed = "postgres://owner:changed@one/shop_new";
        assertThat(process(EngineKind.DEV).reference(changed, RUN, () -> "one")).isEqualTo(reference);
        assertThat(new Secrets(Map.of()).resolve(reference).value()).isEqualTo(changed);
    }

    @Test
    void removesTheFilesOfARunWhenItIsOver() {
        Targets own = process(EngineKind.DEV);
        String reference = own.reference(RIGHT, RUN, () -> "one");
        WorkflowStub run = running("one");
        own.forgetOwn();
        assertThat(file(reference)).as("the run stands still").exists();
        run.terminate("over");
        own.forgetOwn();
        assertThat(file(reference)).doesNotExist();
    }

    @Test
    void removesWhatKilledCommandsLeft() throws Exception {
        Path goesOn = file(process(EngineKind.DEV).reference(RIGHT, RUN, () -> "one"));
        running("one");
        Path earlier = file(process(EngineKind.DEV).reference(RIGHT, RUN, () -> "earlier"));
        Path never = file(process(EngineKind.DEV).reference(RIGHT, "repair/shop/shop_new", () -> "never"));
        Path starting = file(process(EngineKind.DEV).reference(RIGHT, "repair/shop/shop_new", () -> "starting"));
        Path half = Files.writeString(state.resolve("targets/url-17.new"), "postgres://owner:ri");
        Path written = Files.writeString(state.resolve("targets/url-18.new"), "postgres://owner:ri");
        for (Path old : new Path[] {goesOn, earlier, never, half}) {
            age(old, Duration.ofMinutes(11));
        }
        process(EngineKind.DEV).forgetLeft();
        assertThat(state.resolve("targets"))
                .isDirectoryNotContaining(file -> file.equals(earlier) || file.equals(never) || file.equals(half));
        assertThat(goesOn).exists();
        assertThat(starting).exists();
        assertThat(written).exists();
    }

    /** Another engine is in use now, which knows nothing of the dev server's runs. */
    @Test
    void removesWhatNoRunCanReadAnyMoreWhateverTheEngine() throws Exception {
        Path standing = file(process(EngineKind.DEV).reference(RIGHT, RUN, () -> "one"));
        Path over = file(process(EngineKind.DEV).reference(RIGHT, RUN, () -> "two"));
        Path half = Files.writeString(state.resolve("targets/url-17.new"), "postgres://owner:ri");
        age(standing, Duration.ofDays(29));
        age(over, Duration.ofDays(31));
        age(half, Duration.ofMinutes(11));
        process(EngineKind.MEMORY).forgetLeft();
        assertThat(standing).exists();
        assertThat(over).doesNotExist();
        assertThat(half).doesNotExist();
    }

    @Test
    void writesNoPasswordForAnEngineThatEndsWithItsProcess() {
        Targets targets = process(EngineKind.MEMORY);
        String reference = targets.reference(RIGHT, RUN, () -> "one");
        assertThat(targets.secrets(Map.of()).resolve(reference).value()).isEqualTo(RIGHT);
        assertThat(reference).startsWith("env:");
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void sendsNoPasswordToASharedServiceAndEverythingElseAsItIs() {
        Targets targets = process(EngineKind.REMOTE);
        assertThatThrownBy(() -> targets.reference(RIGHT, RUN, () -> "one"))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
        for (String plain : new String[] {"env:TARGET_URL", "file:/run/target", "postgres://owner@one/shop_new"}) {
            assertThat(targets.reference(plain, RUN, () -> "one")).isEqualTo(plain);
        }
        assertThat(state).isEmptyDirectory();
    }

    private Targets process(EngineKind engine) {
        return new Targets(new TargetFiles(state), engine, environment.getWorkflowClient(), Duration.ofDays(30));
    }

    /** A run on which nobody works. */
    private WorkflowStub running(String queue) {
        WorkflowStub run = environment
                .getWorkflowClient()
                .newUntypedWorkflowStub(
                        "Restore",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(queue)
                                .setWorkflowId(RUN)
                                .build());
        run.start();
        return run;
    }

    private static Path file(String reference) {
        return Path.of(reference.substring("file:".length()));
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
