package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    private Process stay(String name, String... arguments) throws IOException {
        return system.commands().start(folder.resolve(name + ".out"), folder.resolve(name + ".err"), arguments);
    }

    private static void end(Process process) throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
