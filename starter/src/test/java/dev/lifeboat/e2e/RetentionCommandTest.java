package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.keys.PgpSigner;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retention} and {@code pin} as a person types them. Daily sets stay for 30 days. */
class RetentionCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    @Test
    void showsThenDeletesWhatNobodyHasToKeepAndNoPinHolds() throws Exception {
        try (SampleSystem system = SampleSystem.create(folder, 1_500)) {
            CommandLine commands = system.commands();
            String old = backUp(commands);
            String middle = backUp(commands);
            String newest = backUp(commands);
            makeOlder(old, Duration.ofDays(40));

            assertThat(commands.run("retention", "--dry-run").endsWith(3).out().lines())
                    .anyMatch(line -> line.startsWith(old + " ") && line.contains(" goes "))
                    .anyMatch(line ->
                            line.startsWith(newest + " ") && line.contains(" stays ") && line.contains("newest daily"))
                    .anyMatch(line -> line.startsWith("1 sets would go"));
            assertThat(folder.resolve("backups").resolve(old).resolve("manifest.json"))
                    .exists();

            commands.run("pin", old).endsWith(2);
            commands.run("pin", "daily/1999-01-01", "--reason", "none").endsWith(10);
            assertThat(commands.run("pin", "latest", "--reason", "none")
                            .endsWith(2)
                            .err())
                    .contains("latest is another set tomorrow");
            commands.run("pin", old, "--reason", "lawsuit 4711").endsWith(0);
            CommandLine.Outcome pinned =
                    commands.run("retention", "--engine", "memory").endsWith(3);
            assertThat(pinned.out().lines())
                    .anyMatch(line -> line.startsWith(old + " ") && line.contains("pinned: lawsuit 4711"));
            commands.run("pin", old, "--release", "--reason", "settled").endsWith(0);

            JsonNode report = last(commands.run("retention", "--json", "--engine", "memory")
                    .endsWith(3)
                    .out());
            assertThat(report.path("stores").path(0).path("deleted").asInt()).isEqualTo(1);
            assertThat(folder.resolve("backups").resolve(old)).doesNotExist();
            assertThat(folder.resolve("backups")
                            .resolve(
                                    report.path("stores").path(0).path("report").asText()))
                    .content()
                    .contains(old, "mode daily kept it until");
            assertThat(records(old)).anyMatch(name -> name.startsWith("deleted-") && name.endsWith(".json"));
            assertThat(commands.run("list").endsWith(0).out())
                    .doesNotContain(old + " ")
                    .contains(middle, newest);

            makeOlder(middle, Duration.ofDays(-2));
            CommandLine.Outcome stopped = commands.run("retention", "--dry-run").endsWith(1);
            assertThat(stopped.out().lines())
                    .anyMatch(line -> line.startsWith(newest + " ") && line.contains(" stays "))
                    .contains("0 sets would go, 0 B; nothing was deleted");
            assertThat(stopped.err())
                    .contains("stopped: primary: nothing is planned for this store: " + middle + " is of");

            commands.run("retention", "--store", "attic", "--engine", "memory").endsWith(2);
        }
    }

    private static String backUp(CommandLine commands) throws Exception {
        return last(commands.run("backup", "--mode", "daily", "--json", "--engine", "memory")
                        .endsWith(0)
                        .out())
                .path("set")
                .asText();
    }

    /** Writes the set's manifest as it would be, had it been taken so much earlier, and signs it. */
    private static void makeOlder(String set, Duration by) throws IOException {
        Path manifest = folder.resolve("backups").resolve(set).resolve("manifest.json");
        String text = Files.readString(manifest);
        Instant taken = Instant.parse(
                JSON.readTree(text).path("snapshot").path("takenAt").asText());
        String older = text.replace(taken.toString(), taken.minus(by).toString());
        assertThat(older).isNotEqualTo(text);
        Path key = folder.resolve("keys/signing.sec.asc");
        byte[] signature =
                PgpSigner.of("file:" + key, null, new Secrets(Map.of())).sign(older.getBytes(StandardCharsets.UTF_8));
        Files.writeString(manifest, older);
        Files.write(manifest.resolveSibling("manifest.json.asc"), signature);
    }

    private static List<String> records(String set) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("backups/records").resolve(set))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static JsonNode last(String out) throws IOException {
        return JSON.readTree(out.lines().reduce((first, second) -> second).orElseThrow());
    }
}
