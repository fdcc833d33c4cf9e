package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunbookFileTest {
    private static final String GOOD = """
            name: shop
            database: { url: "env:DATABASE_URL" }
            store: { primary: { kind: filesystem, path: ./backups } }
            keys: { recipients: [ keys/backup.pub.asc ], signing: "file:keys/signing.sec.asc" }
            phases:
              - { name: auth, within: PT30M, tables: [ users ], gate: [ { name: n, sql: "select 1", equals: 1 } ] }
            backups: { daily: { at: "0 2 * * *", keep: P30D } }
            """;

    @TempDir
    Path folder;

    @Test
    void readsTheExampleAndMakesItsPathsAbsolute() {
        Path file = Path.of(System.getProperty("lifeboat.root"), "examples/bookings-assistant/runbook.yaml");
        LoadedRunbook loaded = RunbookFile.load(file);
        assertThat(loaded.runbook().phases()).extracting(Phase::name).startsWith("auth");
        assertThat(loaded.runbook().store().primary().path()).startsWith("/").endsWith("/backups");
        assertThat(loaded.sha256()).hasSize(64);
    }

    @Test
    void fillsInWhatIsNotSaid() throws IOException {
        Runbook runbook = load(GOOD).runbook();
        assertThat(runbook.archive().parallelism()).isEqualTo(4);
        assertThat(runbook.phases().get(0).approval().remind()).isEqualTo(Duration.ofMinutes(5));
        assertThat(runbook.keys().signing()).isEqualTo("file:" + folder.resolve("keys/signing.sec.asc"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: shop|name: Shop Floor|lower-case",
                "name: shop|nme: shop|missing or misspelt",
                "tables: [ users ]|tabels: [ users ]|phases[0]: a required key is missing or misspelt",
                "within: PT30M|withn: PT30M|phases[0].withn: unknown key",
                "PT30M|30 minutes|within",
                "tables: [ users ]|tables: [ users, public.users ]|two phases",
                "0 2 * * *|0 25 * * *|backups.daily.at",
                "0 2 * * *|0 2 * *|backups.daily.at",
                "P30D|30 days|keep",
                "keep: P30D|keep: P30D, timezone: Mars/Olympus|not a time zone",
                "keep: P30D|keep: P30D, form: sql|not supported",
                "keep: P30D|keep: P30D, scope: [auth]|scope",
                "env:DATABASE_URL|postgresql://me:secret@host/db|secrets only as",
                "file:keys/signing.sec.asc|my-secret-key|secrets only as",
                "kind: filesystem|kind: ftp|not known",
                "recipients: [ keys/backup.pub.asc ]|recipients: []|at least one",
                "equals: 1|status: 1|needs `equals`"
            })
    void namesFileFieldAndReason(String good, String bad, String reason) {
        assertThatThrownBy(() -> load(GOOD.replace(good, bad)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUNBOOK_INVALID))
                .hasMessageContaining("runbook.yaml")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("me:secret");
    }

    @Test
    void namesTheLine() {
        assertThatThrownBy(() -> load(GOOD.replace("tables: [ users ]", "tabels: [ users ]")))
                .hasMessageContaining("runbook.yaml:6: phases[0]: ")
                .hasMessageContaining("keys here: name, within, tables");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a list", "name: a\nname: b", "name: [", "just words"})
    void refusesWhatIsNoRunbook(String text) {
        assertThatThrownBy(() -> load(text)).isInstanceOf(LifeboatException.class);
    }

    @Test
    void refusesAHugeFileAndAMissingOne() throws IOException {
        assertThatThrownBy(() -> load("#".repeat(2 << 20))).hasMessageContaining("1 MiB");
        assertThatThrownBy(() -> RunbookFile.load(folder.resolve("none.yaml"))).hasMessageContaining("none.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*/15 * * * *", "0 2 1 1,4,7,10 *", "0 4 * * 0-6", "first sunday 04:00", "Third Friday 23:59"})
    void knowsCronLinesAndWeekdaysOfTheMonth(String time) {
        assertThat(ScheduleTime.parse(time)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60 * * * *",
                "* * 0 * *",
                "5-3 * * * *",
                "*/0 * * * *",
                "fifth sunday 04:00",
                "first sunday 24:00",
                "now"
            })
    void refusesTimesThatNeverCome(String time) {
        assertThatThrownBy(() -> ScheduleTime.parse(time)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publishesASchemaThatForbidsUnknownKeys() {
        assertThat(RunbookSchema.generate().path("additionalProperties").asBoolean(true))
                .isFalse();
        assertThat(RunbookSchema.generate().at("/properties/drill-server").isMissingNode())
                .isFalse();
    }

    private LoadedRunbook load(String text) throws IOException {
        return RunbookFile.load(Files.writeString(folder.resolve("runbook.yaml"), text));
    }
}
