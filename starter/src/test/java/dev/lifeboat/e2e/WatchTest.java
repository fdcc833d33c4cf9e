package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K3 on real parts: `serve`, which is no worker, tells that there is none, and that Temporal is dead. */
class WatchTest {
    private static final String NO_WORKER = "no worker asks for work";
    private static final String AWAY = "Temporal does not answer";
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private TemporalServer temporal;
    private CommandLine commands;
    private Process serve;
    private Process worker;
    private Path log;

    @BeforeEach
    void start() throws Exception {
        temporal = TemporalServer.durable(folder);
        Files.writeString(folder.resolve("runbook.yaml"), """
                name: small
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./backups } }
                keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc" }
                """);
        commands = new CommandLine(folder)
                .with("TEMPORAL_ADDRESS", temporal.address())
                .with("LIFEBOAT_LOG", "WARN");
        commands.run("keys", "generate").endsWith(0);
        log = folder.resolve("serve.err");
        serve = commands.start(folder.resolve("serve.out"), log, "serve", "--port", "0", "--watch", "PT1S");
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : new Process[] {serve, worker}) {
            if (process != null) {
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        }
        temporal.close();
    }

    @Test
    void aStoppedWorkerAndADeadTemporalAreToldOnceEachAndOnceThatTheyAreBack() throws Exception {
        Await.until("the missing worker is told", SOON, () -> told(NO_WORKER) > 0);
        worker = commands.start(folder.resolve("worker.out"), folder.resolve("worker.err"), "worker");
        Await.until("the worker is back", SOON, () -> told("resolved: " + NO_WORKER) > 0);

        temporal.stop();
        Await.until("the dead service is told", SOON, () -> told(AWAY) > 0);
        temporal.start();
        Await.until("the service is back", SOON, () -> told("resolved: " + AWAY) > 0);

        assertThat(told(NO_WORKER)).isEqualTo(1);
        assertThat(told("resolved: " + NO_WORKER)).isEqualTo(1);
        assertThat(told(AWAY)).isEqualTo(1);
        assertThat(told("resolved: " + AWAY)).isEqualTo(1);
    }

    private long told(String words) throws IOException {
        return Files.readString(log)
                .lines()
                .filter(line -> line.contains("event=notice ") && line.contains("small: " + words))
                .count();
    }
}
