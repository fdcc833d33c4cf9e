package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people were told survives workers and engines. */
class HealthRecordsTest {
    private static final Instant MORNING = Instant.parse("2026-03-10T07:00:00Z");

    @TempDir
    Path folder;

    private Vault vault;

    @BeforeEach
    void open() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        Keys keys = new Keys(
                List.of(folder.resolve("keys/backup.pub.asc").toString()),
                "file:" + folder.resolve("keys/signing.sec.asc"),
                List.of(),
                null,
                List.of());
        vault = new Vault(
                "small",
                new StoreSettings(
                        StoreLocation.folder(folder.resolve("a").toString()),
                        List.of(StoreLocation.folder(folder.resolve("b").toString()))),
                keys,
                null);
    }

    @Test
    void theNewestCountsAndARepeatIsTheSame() {
        assertThat(records().newest()).isEqualTo(HealthState.NONE);
        records().write(state(MORNING, "age/daily"));
        HealthState later = state(MORNING.plus(Duration.ofDays(1)), "worker");
        records().write(later);
        records().write(later);
        assertThat(records().newest()).isEqualTo(later);
    }

    @Test
    void whoComesFirstTellsAndTheOthersForTenMinutesNot() {
        HealthState before = state(MORNING, "age/daily");
        Instant soon = MORNING.plusSeconds(60);
        assertThat(records().claim(before, "a", soon)).isTrue();
        assertThat(records().claim(before, "a", soon.plusSeconds(60)))
                .as("a repeat")
                .isTrue();
        assertThat(records().claim(before, "b", soon.plusSeconds(540))).isFalse();
        assertThat(records().claim(before, "b", soon.plusSeconds(600)))
                .as("it may have died")
                .isTrue();
        assertThat(records().claim(before, "a", soon.plusSeconds(660))).isFalse();
        assertThat(records().claim(state(soon, "worker"), "a", soon))
                .as("what is new since then")
                .isTrue();
        assertThat(records().newest()).isEqualTo(HealthState.NONE);
    }

    /** Temporal is dead, and one process has no way out to people, while another has. */
    @Test
    void whoCouldNotTellLetsOthersBeforeTryingAgain() {
        HealthState before = state(MORNING, "age/daily");
        Instant soon = MORNING.plusSeconds(60);
        assertThat(records().claim(before, "a", soon)).isTrue();
        assertThat(records().claim(before, "a", soon.plusSeconds(599))).isTrue();
        assertThat(records().claim(before, "a", soon.plusSeconds(600))).isFalse();
        assertThat(records().claim(before, "a", soon.plusSeconds(1199))).isFalse();
        assertThat(records().claim(before, "a", soon.plusSeconds(1200)))
                .as("nobody else wanted to")
                .isTrue();
        assertThat(records().claim(before, "b", soon.plusSeconds(1800))).isTrue();
    }

    @Test
    void aStrangersClaimKeepsNobodyFromTelling() throws IOException {
        records().write(state(MORNING, "age/daily"));
        Files.writeString(
                folder.resolve("a/reports/health/small/2026-03-10T07-00-00Z.1.telling.json"),
                "{\"by\":\"b\",\"at\":\"2026-03-10T07:00:00Z\"}");
        assertThat(records().claim(records().newest(), "a", MORNING.plusSeconds(1)))
                .isTrue();
    }

    @Test
    void whatSomebodyElsePutThereSaysNothing() throws IOException {
        HealthState told = state(MORNING, "age/daily");
        records().write(told);
        Files.writeString(
                folder.resolve("a/reports/health/small/2999-01-01T00-00-00Z.json"),
                "{\"at\":\"2999-01-01T00:00:00Z\",\"open\":[]}");
        assertThat(records().newest()).isEqualTo(told);
    }

    @Test
    void aStoreThatIsAwayIsNotTakenForOneWithoutRecords() throws IOException {
        records().write(state(MORNING, "age/daily"));
        Files.move(folder.resolve("a"), folder.resolve("elsewhere"));
        for (String store : List.of("a", "b")) {
            Files.writeString(folder.resolve(store), "no folder");
        }
        assertThatThrownBy(() -> records().newest())
                .isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                        .isIn(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_REFUSED));
    }

    private HealthRecords records() {
        return new HealthRecords(vault, new Secrets(Map.of()));
    }

    private static HealthState state(Instant at, String id) {
        return new HealthState(
                at,
                List.of(new OpenProblem(
                        new HealthProblem(id, "age", Severity.CRITICAL, "what", "impact", "action"), at)));
    }
}
