package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.DirectNotices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K3: what a command could not tell, the next one on that machine does. */
class OutsideTellingTest {
    private static final Instant NOW = Seen.NOW;

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private HealthRecords records;
    private boolean reachable = true;

    @BeforeAll
    static void makeKeys() {
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null);
    }

    @BeforeEach
    void open() {
        records = new HealthRecords(
                new Vault(
                        "small",
                        new StoreSettings(
                                StoreLocation.folder(folder.resolve("sets").toString()), List.of()),
                        new Keys(
                                List.of(keys.resolve("backup.pub.asc").toString()),
                                "file:" + keys.resolve("signing.sec.asc"),
                                List.of(),
                                null,
                                List.of()),
                        null),
                new Secrets(Map.of()));
    }

    @Test
    void whatWasToldIsNotToldAgain() {
        assertThat(tell("cron", NOW).raised()).containsExactly("worker");
        assertThat(tell("elsewhere", NOW.plusSeconds(60)).raised()).isEmpty();
        assertThat(said).hasSize(1);
    }

    @Test
    void whatNobodyHeardIsNotCalledToldAndIsToldByTheNextCommandThere() {
        reachable = false;
        OutsideTelling.Told missed = tell("cron", NOW);
        assertThat(missed.raised()).isEmpty();
        assertThat(missed.problems()).contains("mail: no route");
        reachable = true;
        assertThat(tell("elsewhere", NOW.plusSeconds(60)).problems())
                .singleElement()
                .asString()
                .startsWith("another process is telling it just now");
        assertThat(tell("cron", NOW.plusSeconds(300)).raised()).containsExactly("worker");
        assertThat(said).hasSize(1);
    }

    private OutsideTelling.Told tell(String machine, Instant at) {
        HealthProblem problem =
                new HealthProblem("worker", "workers", Severity.CRITICAL, "no worker", "nothing runs", "start one");
        return new OutsideTelling(
                        Seen.runbook(Seen.DAILY),
                        records,
                        notice -> {
                            if (reachable) {
                                said.add(notice.subject());
                            }
                            return reachable
                                    ? new DirectNotices.Sent(List.of("mail"), List.of())
                                    : new DirectNotices.Sent(List.of(), List.of("mail: no route"));
                        },
                        machine)
                .tell(new HealthLook(1, List.of(problem), List.of()), false, at);
    }
}
