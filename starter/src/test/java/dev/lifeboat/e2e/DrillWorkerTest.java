package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V2: what a worker for drills needs, and what it stands. */
class DrillWorkerTest {
    @TempDir
    Path folder;

    private SampleSystem system;

    @BeforeEach
    void start() throws Exception {
        system = SampleSystem.create(folder, 40_000);
        system.commands().run("backup", "--mode", "daily").endsWith(0);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    /** The store and its keys are all it has: no URL of production, and the source is gone. */
    @Test
    void provesASetWithoutACredentialOfProduction() throws Exception {
        system.execute("postgres", "ALTER DATABASE bookings RENAME TO gone");
        CommandLine.Outcome drill = system.another().run("drill", "--mutate");
        assertThat(drill.exitCode()).as(drill.err()).isIn(0, 3);
        assertThat(drill.out()).contains("  proven  ", "gates catch ");
        assertThat(drill.err()).doesNotContain("DATABASE_URL");
    }

    @Test
    void provesASetWithGpgAndPgRestoreAlone() throws Exception {
        CommandLine.Outcome drill = system.another().run("drill", "--break-glass", "--json");
        assertThat(drill.exitCode()).as(drill.err()).isIn(0, 3);
        assertThat(drill.out()).contains("\"way\":\"restore.sh\"", "\"proven\":true");
    }

    @Test
    void provesEveryRowAlthoughItKillsItsOwnWorkerInTheMiddle() throws Exception {
        TemporalServer temporal = TemporalServer.start(folder);
        Process drill = null;
        Process first = null;
        Process second = null;
        try {
            system.commands().with("TEMPORAL_ADDRESS", temporal.address()).with("LIFEBOAT_CHAOS", "allowed");
            first = stay("first", "worker");
            drill = stay("drill", "drill", "--chaos");
            assertThat(first.waitFor(3, TimeUnit.MINUTES))
                    .as("the worker is gone")
                    .isTrue();
            assertThat(first.exitValue()).isEqualTo(137);
            second = stay("second", "worker");
            assertThat(drill.waitFor(4, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(folder.resolve("drill.err"));
            assertThat(drill.exitValue()).as(said).isIn(0, 3);
            assertThat(said).contains("chaos: the worker was killed while");
            assertThat(Files.readString(folder.resolve("drill.out"))).contains("  proven  ");
        } finally {
            end(drill);
            end(first);
            end(second);
            temporal.close();
        }
    }

    /** The embedded server is on one of them; each has a folder of its own, as on another machine. */
    @Test
    void provesASetWhereTwoMachinesWorkOnOneQueue() throws Exception {
        TemporalServer temporal = TemporalServer.start(folder);
        List<Process> workers = new ArrayList<>();
        try {
            for (String machine : List.of("one", "two")) {
                workers.add(system.another()
                        .with("TEMPORAL_ADDRESS", temporal.address())
                        .start(folder.resolve(machine + ".out"), folder.resolve(machine + ".err"), "worker"));
            }
            CommandLine.Outcome drill = system.another()
                    .with("TEMPORAL_ADDRESS", temporal.address())
                    .run("drill");
            assertThat(drill.exitCode()).as(drill.err()).isIn(0, 3);
            assertThat(drill.out()).contains("  proven  ");
        } finally {
            for (Process worker : workers) {
                end(worker);
            }
            temporal.close();
        }
    }

    /** Of three sets the newest two have what went wrong in production. */
    @Test
    void findsTheLastSetInWhichAGateWasGreen() throws Exception {
        system.execute(
                "bookings",
                "UPDATE whatsapp_messages SET body = '' WHERE id = (SELECT min(id) FROM whatsapp_messages)");
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        system.commands().run("backup", "--mode", "daily").endsWith(0);
        CommandLine.Outcome found = system.another()
                .run("bisect", "--gate", "no message is empty", "--parallel", "1", "--json")
                .endsWith(0);
        String day;
        try (Stream<Path> days = Files.list(folder.resolve("backups/daily"))) {
            day = days.map(path -> String.valueOf(path.getFileName()))
                    .min(String::compareTo)
                    .orElseThrow();
        }
        assertThat(found.out()).contains("\"newestGreen\":\"daily/" + day + "\"");
        system.another()
                .run("bisect", "--gate", "no message is empty", "--from", "daily/" + day + ".2")
                .endsWith(20);
        system.another().run("bisect", "--gate", "all is well").endsWith(2);
    }

    /** C: the password of a server that was given as a URL is nowhere but in its owner's file, and there as long as the run. */
    @Test
    void leavesNoPasswordOfAServerThatItSearchedOn() throws Exception {
        String url = system.server().url("postgres");
        String password = url.replaceFirst("^.*?://[^:]*:([^@]*)@.*$", "$1");
        Path targets = folder.resolve("state/targets");
        search(url, "no message is empty").endsWith(0);
        assertThat(targets).isEmptyDirectory();
        search(url, "all is well").endsWith(2);
        assertThat(targets).isEmptyDirectory();

        // As a command that was killed leaves it: the run is over, and nobody has seen to the file.
        Path left = Files.writeString(targets.resolve("bisect~bookings~2026-01-14T04-00-00=lifeboat-4f.url"), url);
        system.commands().run("status");
        assertThat(left).as("its run may be about to begin").exists();
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
        system.commands().run("status");
        assertThat(targets).isEmptyDirectory();
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(file -> holds(file, password));
        }
    }

    private CommandLine.Outcome search(String server, String gate) throws Exception {
        return system.commands().run("bisect", "--gate", gate, "--target-server", server);
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (NoSuchFileException e) {
            // The engine's server tidies up.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process stay(String name, String... arguments) throws IOException {
        return system.commands().start(folder.resolve(name + ".out"), folder.resolve(name + ".err"), arguments);
    }

    private static void end(Process process) throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
