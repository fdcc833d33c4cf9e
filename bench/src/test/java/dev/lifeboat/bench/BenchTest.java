package dev.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench on a few megabytes: that it works, not what it measures. */
class BenchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    /** How a bench in this process ended. */
    private record Outcome(int code, String out, String err) {}

    @Test
    void measuresEveryTargetAndLeavesNothingBehind() throws IOException {
        Path json = folder.resolve("bench.json");
        Path chart = folder.resolve("bench.svg");
        Outcome outcome = run(
                "--folder",
                folder.toString(),
                "--cold",
                "--size",
                "3MB",
                "--rounds",
                "1",
                "--peer",
                "pg_dump-z1,pg_dump-z6,copy-floor,usual,pg_restore-j2",
                "--json",
                json.toString(),
                "--chart",
                chart.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();

        JsonNode report = JSON.readTree(json.toFile());
        JsonNode shape = report.at("/shapes/0");
        assertThat(shape.get("shape").asText()).isEqualTo("MIXED");
        assertThat(shape.at("/size/heapBytes").asLong()).isBetween(2_000_000L, 5_000_000L);
        List<JsonNode> rows = new ArrayList<>();
        shape.get("targets").forEach(rows::add);
        report.get("idleTargets").forEach(rows::add);
        assertThat(rows).hasSize(10).allSatisfy(row -> {
            assertThat(row.get("skipped").isNull()).as("%s", row).isTrue();
            assertThat(row.at("/ratio/median").asDouble()).as("%s", row).isPositive();
        });
        assertThat(shape.get("pairs")).hasSize(4).allSatisfy(pair -> {
            assertThat(pair.at("/theirs/seconds").asDouble()).isPositive();
            assertThat(pair.at("/ours/0/activities").size()).isPositive();
        });
        assertThat(shape.get("profiles")).hasSize(2).allSatisfy(profile -> {
            assertThat(profile.get("peakHeapBytes").asLong()).isPositive();
            assertThat(profile.get("percent").size()).isPositive();
        });
        assertThat(report.at("/system/server/server_version").asText()).isNotEmpty();

        assertThat(outcome.out()).contains("full restore, all gates", "pg_restore-j2", "WHERE THE TIME GOES: restore");
        assertThat(Files.readString(chart))
                .startsWith("<svg")
                .contains("full backup ÷ copy-floor")
                .endsWith("</svg>\n");
        assertThat(benchFolders()).isEmpty();
        assertThat(children()).isEmpty();
    }

    @Test
    void removesServerEngineAndFolderWhenItIsAskedToStop() throws Exception {
        Path said = folder.resolve("err.txt");
        Process bench = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dlifeboat.root=" + System.getProperty("lifeboat.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.lifeboat.bench.Bench",
                        "--folder",
                        folder.toString(),
                        "--size",
                        "3MB")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await(bench, () -> {
                return benchFolders().stream().anyMatch(made -> Files.exists(made.resolve("worker.log")));
            });
            Set<ProcessHandle> started = Set.copyOf(bench.descendants().toList());
            assertThat(started).isNotEmpty();
            bench.destroy();
            assertThat(bench.waitFor(40, TimeUnit.SECONDS))
                    .as(Files.readString(said))
                    .isTrue();
            assertThat(started).noneMatch(ProcessHandle::isAlive);
            assertThat(benchFolders()).as(Files.readString(said)).isEmpty();
        } finally {
            bench.destroyForcibly();
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertRefused("known are pg_dump-z1, pg_dump-z6, copy-floor", "--peer", "mysqldump");
        assertRefused("known are mixed, narrow", "--shape", "round");
        assertRefused("--size: not a size", "--size", "much");
        assertRefused("--size: at least 1MB", "--size", "5kB");
        assertRefused("--rounds: between 1 and 100", "--rounds", "0");
        assertRefused("--auth-share: between 1 and 90", "--auth-share", "100");
        assertRefused("--heap: a number", "--heap", "lots");
        assertRefused(
                "--json: " + folder.resolve("missing/x.json") + " cannot be written",
                "--json",
                folder.resolve("missing/x.json").toString());
        assertRefused("the database URL is not readable", "--url", "http://me:hunter2@localhost/");
        assertRefused("Unknown option: '--nonsense'", "--nonsense");
    }

    @Test
    void saysThatAServerCannotBeReachedAndLeavesNothingBehind() throws IOException {
        Outcome outcome = run(
                "--folder",
                folder.toString(),
                "--size",
                "1MB",
                "--url",
                "postgresql://nobody:hunter2@127.0.0.1:1/postgres");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("127.0.0.1:1").doesNotContain("hunter2");
        assertThat(benchFolders()).isEmpty();
        assertThat(children()).isEmpty();
    }

    @Test
    void stopsServerAndEngineWhenTheWorkerDoesNotStart() throws IOException {
        Outcome outcome = run("--folder", folder.toString(), "--size", "1MB", "--heap", "1k");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("the worker did not start", "Too small maximum heap");
        assertThat(benchFolders()).isEmpty();
        assertThat(children()).isEmpty();
    }

    private void assertRefused(String message, String... arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).contains(message).doesNotContain("hunter2");
        assertThat(outcome.out()).isEmpty();
    }

    private static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Bench.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Process process, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.holds()) {
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().descendants().toList();
    }

    private Set<Path> benchFolders() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<Path> found = new TreeSet<>();
            files.filter(file -> file.getFileName().toString().startsWith("lifeboat-bench-"))
                    .forEach(found::add);
            return found;
        }
    }
}
