package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K3 on real parts: what goes wrong is told once, and once that it is over. */
class HealthTest {
    private static final String CHECK = "health/bookings-assistant/check";

    @TempDir
    Path folder;

    private TemporalServer temporal;
    private SampleSystem system;
    private Process worker;
    private Path log;

    @BeforeEach
    void start() throws Exception {
        temporal = TemporalServer.start(folder);
        system = SampleSystem.create(folder, 1_000);
        // Only what this test is about has a time.
        Files.writeString(runbook(), """
                name: bookings-assistant
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./backups } }
                keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc", private: [ "file:keys/backup.sec.asc" ] }
                backups: { daily: { at: "0 2 * * *", verify: true } }
                health: { at: "0 7 * * *", min-size: 1kB }
                """);
        system.commands().with("TEMPORAL_ADDRESS", temporal.address()).with("LIFEBOAT_LOG", "INFO");
        log = folder.resolve("worker.err");
        worker = system.commands().start(folder.resolve("worker.out"), log, "worker");
        system.commands().run("schedules", "apply", "--yes").endsWith(0);
    }

    @AfterEach
    void stop() throws Exception {
        if (worker != null) {
            worker.destroyForcibly();
            worker.waitFor(10, TimeUnit.SECONDS);
        }
        if (system != null) {
            system.close();
        }
        temporal.close();
    }

    @Test
    void eachProblemIsToldOnceAndOnceThatItIsOver() throws Exception {
        check(1);
        assertThat(told("there is no daily set")).isEqualTo(1);
        check(2);
        assertThat(told("there is no daily set")).as("told once").isEqualTo(1);

        system.commands().run("backup", "--mode", "daily").endsWith(0);
        check(3);
        assertThat(told("resolved: there is no daily set")).isEqualTo(1);
        system.commands().run("health").endsWith(0);

        Files.writeString(runbook(), Files.readString(runbook()).replace("1kB", "1GB"));
        system.commands().run("schedules", "apply", "--yes").endsWith(0);
        check(4);
        check(5);
        assertThat(told("are expected")).as("a set of a wrong size").isEqualTo(1);
        assertThat(told("resolved: ")).isEqualTo(1);
        assertThat(system.commands().run("health", "--json").endsWith(3).out())
                .contains("\"id\":\"small/daily\"", "\"severity\":\"critical\"");

        worker.destroyForcibly();
        worker.waitFor(10, TimeUnit.SECONDS);
        Files.move(folder.resolve("keys/backup.pub.asc"), folder.resolve("keys/elsewhere"));
        Files.writeString(runbook(), "target: env:NOBODY_SET_THIS\n", StandardOpenOption.APPEND);
        String seen = system.commands().run("health", "--no-engine").endsWith(3).out();
        assertThat(seen)
                .contains("key/backup.pub.asc", "target/", "NOBODY_SET_THIS")
                .doesNotContain("schedule-", "no worker");
    }

    /** Runs the schedule for the n-th time, and waits for its end. */
    private void check(int number) throws Exception {
        system.commands().run("schedules", "run", "health/check").endsWith(0);
        Await.until("check " + number + " is done", Duration.ofMinutes(1), () -> {
            String list = system.commands().run("schedules", "list").out();
            return list.lines()
                    .anyMatch(line -> line.startsWith(CHECK) && line.matches(".* completed +" + number + " .*"));
        });
    }

    private long told(String words) throws IOException {
        return Files.readString(log)
                .lines()
                .filter(line -> line.contains("event=notice") && line.contains("[HEALTH]") && line.contains(words))
                .filter(line -> words.startsWith("resolved") || !line.contains("resolved"))
                .count();
    }

    private Path runbook() {
        return folder.resolve("runbook.yaml");
    }
}
