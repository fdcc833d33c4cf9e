package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What status says while nothing is restored, and what a plan knows from earlier drills (K4, K7). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatusOverviewTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static SampleSystem system;

    @BeforeAll
    static void backUp() throws Exception {
        system = SampleSystem.create(folder, 500);
        run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void namesWhatIsMissingBeforeTheFirstDrill() throws Exception {
        CommandLine.Outcome status = run("status", "--engine", "memory").endsWith(0);
        assertThat(status.err()).contains("no restore is running");
        assertThat(status.out())
                .contains("of 100", "age        25 of 25", "proven      0 of 20", "no drill ever restored a set")
                .contains(
                        "to do:   lifeboat drill",
                        "RPO now",
                        "  proven    no such set",
                        "1 succeeded, 0 failed (100 %)");
        assertThat(run("plan", "latest", "--target", "env:TARGET_URL").out())
                .contains("no earlier drill or restore tells when it is back; budget ");
    }

    @Test
    @Order(2)
    void knowsFromADrillHowLongPhasesTake() throws Exception {
        run("drill", "--engine", "memory").endsWith(0);
        assertThat(run("plan", "latest", "--target", "env:TARGET_URL").out())
                .containsPattern("phase +auth .* back .* after the start, from 1 drill; budget ");
        JsonNode status =
                last(run("status", "--json", "--engine", "memory").endsWith(0).out());
        assertThat(status.path("readiness")
                        .path("rpo")
                        .path("proven")
                        .path("within")
                        .asBoolean())
                .isTrue();
        assertThat(status.path("readiness").path("score").asInt()).isBetween(50, 100);
        assertThat(status.path("dashboard").path("days")).hasSize(30);
        assertThat(status.path("dashboard").path("drills").path("proven").asInt())
                .isEqualTo(1);
        assertThat(status.path("dashboard").path("phases").get(0).path("held").asBoolean())
                .isTrue();
    }

    @Test
    @Order(3)
    void saysThatThereIsNeitherARestoreNorARunbook() throws Exception {
        assertThat(run("status", "-r", "nowhere.yaml", "--engine", "memory")
                        .endsWith(10)
                        .err())
                .contains("no restore is running, and there is no runbook here");
    }

    /** K4, K7: who has lost the database has often lost Temporal, too. */
    @Test
    @Order(4)
    void showsWhatTheStoresKnowWhereTheEngineDoesNotAnswer() throws Exception {
        CommandLine down = system.another().with("TEMPORAL_ADDRESS", "127.0.0.1:1");
        CommandLine.Outcome status = down.run("status").endsWith(1);
        assertThat(status.out()).contains("of 100", "RPO now", "1 succeeded, 0 failed (100 %)");
        assertThat(status.err())
                .contains(
                        "runs cannot be asked for, a restore may be running: the Temporal service at 127.0.0.1:1 cannot be reached",
                        "what the stores know:",
                        "[ENGINE_UNAVAILABLE]")
                .doesNotContain("no restore is running");
        JsonNode summary = last(down.run("status", "--json").endsWith(1).out());
        assertThat(summary.path("type").asText()).isEqualTo("summary");
        assertThat(summary.path("readiness").path("score").asInt()).isBetween(50, 100);
        assertThat(summary.path("runsUnknown").asText()).contains("cannot be reached");
        CommandLine.Outcome all = down.run("status", "--all").endsWith(1);
        assertThat(all.out()).isEmpty();
        assertThat(all.err()).contains("`lifeboat status` alone shows what the stores know", "[ENGINE_UNAVAILABLE]");
    }

    @Test
    @Order(5)
    void saysThatNeitherEngineNorStoresAnswer() throws Exception {
        Path gone = Files.writeString(
                folder.resolve("gone.yaml"),
                Files.readString(folder.resolve("runbook.yaml"))
                        .replace("path: ./backups", "path: ./runbook.yaml/backups"));
        CommandLine.Outcome status = system.another()
                .with("TEMPORAL_ADDRESS", "127.0.0.1:1")
                .run("status", "-r", gone.toString())
                .endsWith(1);
        assertThat(status.out()).isEmpty();
        assertThat(status.err()).contains("the stores do not tell either: ", "[ENGINE_UNAVAILABLE]");
    }

    private static JsonNode last(String lines) throws Exception {
        List<String> all = lines.lines().toList();
        return JSON.readTree(all.get(all.size() - 1));
    }

    private static CommandLine.Outcome run(String... arguments) throws Exception {
        return system.commands().run(arguments);
    }
}
