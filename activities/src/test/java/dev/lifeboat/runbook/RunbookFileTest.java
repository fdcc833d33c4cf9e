package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunbookFileTest {
    private static final String LEAST = """
            name: shop
            database: { url: "env:DATABASE_URL" }
            store: { primary: { kind: filesystem, path: ./backups } }
            keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc" }
            """;

    @TempDir
    Path folder;

    @Test
    void readsTheExampleAndMakesItsPathsAbsolute() {
        Path file = Path.of(System.getProperty("lifeboat.root"), "examples/bookings-assistant/runbook.yaml");
        LoadedRunbook loaded = RunbookFile.load(file);
        assertThat(loaded.runbook().phases())
                .extracting(Phase::name)
                .containsExactly("auth", "business-core", "bookings-payments", "communications");
        assertThat(loaded.runbook().store().primary().path()).startsWith("/").endsWith("/backups");
        assertThat(loaded.sha256()).hasSize(64);
    }

    @Test
    void readsEveryField() throws IOException {
        Runbook runbook = load(RunbookText.GOOD);
        assertThat(runbook.database().yieldAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(runbook.keys().privateKeys()).containsExactly("file:" + folder.resolve("keys/backup.sec.asc"));
        assertThat(runbook.tiers()).containsKey("accounts");
        Phase auth = runbook.phases().get(0);
        assertThat(auth.gate().get(0).expected()).isEqualTo(1);
        assertThat(auth.gate().get(1).http()).startsWith("https://");
        assertThat(auth.approval().fourEyes()).isTrue();
        assertThat(runbook.backups().get("daily").keep()).isEqualTo(Period.ofDays(30));
        assertThat(runbook.drills().get("monthly").signOff()).isEqualTo("admin");
        assertThat(runbook.steps().before()).hasSize(2);
        assertThat(runbook.people().escalation()).containsExactly("first");
        assertThat(runbook.approvals().direct()).isTrue();
    }

    @Test
    void fillsInWhatIsNotSaid() throws IOException {
        Runbook runbook = load(LEAST + "phases: [ { name: auth, tables: [ users ] } ]\nobjectives: { rpo: PT1H }\n");
        assertThat(runbook.archive().parallelism()).isEqualTo(4);
        assertThat(runbook.archive().reuse()).isFalse();
        assertThat(runbook.archive().chunk()).isEqualTo(ByteCount.parse("256MiB"));
        assertThat(runbook.phases().get(0).approval().remind()).isEqualTo(Duration.ofMinutes(5));
        assertThat(runbook.objectives()).isEqualTo(new Objectives(Duration.ofHours(1), Duration.ofHours(4)));
        assertThat(runbook.keys().signing()).isEqualTo("file:" + folder.resolve("keys/signing.sec.asc"));
    }

    @Test
    void cutsSmallerChunksWhereUnchangedOnesAreReused() throws IOException {
        Runbook runbook = load(LEAST + "archive: { reuse: true }\nbackups: { weekly: { full: true }, daily: {} }\n");
        assertThat(runbook.archive().reuse()).isTrue();
        assertThat(runbook.archive().chunk()).isEqualTo(ByteCount.parse("32MiB"));
        assertThat(runbook.backups().get("weekly").full()).isTrue();
        assertThat(runbook.backups().get("daily").full()).isFalse();
        assertThat(load(LEAST + "archive: { reuse: true, chunk: 8MiB }\n")
                        .archive()
                        .chunk())
                .isEqualTo(ByteCount.parse("8MiB"));
    }

    @Test
    void takesWordsForWordsAndNumbersForNumbers() throws IOException {
        Runbook runbook = load(LEAST + """
                phases:
                  - name: on
                    tables: [ yes, "7", 'null', 2024-01-01 ]
                    gate:
                      - { name: no, sql: select 1, equals: 010 }
                      - { name: off, sql: select 1, equals: -1 }
                      - { name: half, sql: select 1, equals: 0.5 }
                      - { name: word, sql: select 1, equals: "1" }
                      - { name: truth, sql: select 1, equals: true }
                """);
        assertThat(runbook.phases().get(0).tables()).containsExactly("yes", "7", "null", "2024-01-01");
        assertThat(runbook.phases().get(0).gate())
                .extracting(Check::expected)
                .extracting(String::valueOf)
                .containsExactly("010", "-1", "0.5", "1", "true");
    }

    @Test
    void readsAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                Files.write(pipe, LEAST.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(RunbookFile.load(pipe).runbook().name()).isEqualTo("shop");
        writer.join();
    }

    private Runbook load(String text) throws IOException {
        return RunbookFile.load(Files.writeString(folder.resolve("runbook.yaml"), text))
                .runbook();
    }
}
