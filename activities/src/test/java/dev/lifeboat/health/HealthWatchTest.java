package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K3: that nobody works is told once, and once that it is over, whoever looks and however often. */
class HealthWatchTest {
    private static final String NO_WORKER = "[HEALTH] small: no worker asks for work";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final Engine engine = new Engine();
    private Instant now = Seen.NOW;
    private boolean nobodyHears;

    @BeforeAll
    static void makeKeys() {
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null);
    }

    @Test
    void aWorkerThatIsGoneIsToldOnceAndOnceThatItIsBack() {
        HealthWatch watch = watch(true);
        engine.works = true;
        look(watch, 3);
        assertThat(said).isEmpty();
        engine.works = false;
        look(watch, 1);
        assertThat(said).as("a moment is nothing").isEmpty();
        look(watch, 5);
        assertThat(said).containsExactly(NO_WORKER);
        assertThat(records(true).newest().open())
                .extracting(open -> open.problem().id())
                .containsExactly("worker");
        engine.works = true;
        look(watch, 5);
        assertThat(said).containsExactly(NO_WORKER, NO_WORKER.replace("small: ", "small: resolved: "));
        assertThat(records(true).newest().open()).isEmpty();
    }

    /** Nobody could look at it. */
    @Test
    void passesForNoRun() {
        look(
                watch(true, notice -> {
                    assertThat(RunIds.isRun(notice.run())).isFalse();
                    return true;
                }),
                2);
        assertThat(said).containsExactly(NO_WORKER);
    }

    @Test
    void whoComesAfterAndWhoLooksBesideTellsNothingAgain() {
        look(watch(true), 2);
        look(watch(true), 5);
        assertThat(said).containsExactly(NO_WORKER);
        engine.works = true;
        look(watch(true), 1);
        look(watch(true), 5);
        assertThat(said).hasSize(2).last().asString().contains("resolved: ");
    }

    @Test
    void twoThatSeeTheSameAtOnceTellItOnce() {
        HealthWatch other = watch(true);
        look(other, 1);
        HealthWatch first = watch(true, notice -> {
            // While this one tells, that one looks.
            look(other, 2);
            return true;
        });
        look(first, 2);
        assertThat(said).containsExactly(NO_WORKER);
        look(other, 2);
        look(first, 2);
        assertThat(said).containsExactly(NO_WORKER);
        assertThat(records(true).newest().open()).hasSize(1);
    }

    @Test
    void whatSomebodyBeganToTellAndDidNotWriteDownIsToldByAnother() {
        assertThat(records(true).claim(HealthState.NONE, "one that dies", now)).isTrue();
        HealthWatch watch = watch(true);
        look(watch, 9);
        assertThat(said).isEmpty();
        look(watch, 3);
        assertThat(said).containsExactly(NO_WORKER);
    }

    @Test
    void aTemporalThatIsDeadIsToldOnceAndSaysNothingOfItsWorkers() {
        HealthWatch watch = watch(true);
        look(watch, 2);
        engine.away = true;
        look(watch, 4);
        assertThat(said).containsExactly(NO_WORKER, "[HEALTH] small: Temporal does not answer");
        engine.away = false;
        look(watch, 4);
        assertThat(said).hasSize(3).last().isEqualTo("[HEALTH] small: resolved: Temporal does not answer");
        engine.works = true;
        look(watch, 4);
        assertThat(said).hasSize(4).last().asString().contains("resolved: no worker");
    }

    @Test
    void aTimeThatDidNotComeIsToldOnce() {
        engine.works = true;
        engine.schedules = List.of(new EngineView.SeenSchedule(
                "backup/small/daily", false, null, now.minus(Duration.ofDays(9)), List.of(), null, null, 0, 0));
        HealthWatch watch = watch(true);
        look(watch, 4);
        assertThat(said).singleElement().asString().contains("backup/small/daily did not start at");
    }

    @Test
    void whatTheHealthCheckFoundStaysItsOwn() {
        HealthProblem old = new HealthProblem("age/daily", "age", Severity.CRITICAL, "what", "impact", "action");
        records(true).write(new HealthState(now.minusSeconds(60), List.of(new OpenProblem(old, now.minusSeconds(60)))));
        HealthWatch watch = watch(true);
        look(watch, 3);
        engine.works = true;
        look(watch, 3);
        assertThat(said).hasSize(2).noneMatch(line -> line.contains("what"));
        assertThat(records(true).newest().open())
                .extracting(open -> open.problem().id())
                .containsExactly("age/daily");
    }

    @Test
    void withoutASigningKeyItRemembersByItself() {
        HealthWatch watch = watch(false);
        look(watch, 5);
        assertThat(said).containsExactly(NO_WORKER);
        engine.works = true;
        look(watch, 5);
        assertThat(said).hasSize(2);
    }

    @Test
    void whatNobodyHeardIsToldAgain() {
        HealthWatch watch = watch(true);
        nobodyHears = true;
        look(watch, 4);
        assertThat(records(true).newest()).isEqualTo(HealthState.NONE);
        nobodyHears = false;
        look(watch, 4);
        assertThat(said).containsExactly(NO_WORKER);
    }

    @Test
    void whoCanReachNobodyKeepsNobodyElseFromTelling() {
        HealthWatch mute = watch(true, notice -> false);
        HealthWatch other = watch(true);
        for (int time = 0; time < 10; time++) {
            look(mute, 1);
            look(other, 1);
        }
        assertThat(said).containsExactly(NO_WORKER);
        engine.works = true;
        for (int time = 0; time < 10; time++) {
            look(mute, 1);
            look(other, 1);
        }
        assertThat(said).hasSize(2).last().asString().contains("resolved: ");
    }

    private void look(HealthWatch watch, int times) {
        for (int time = 0; time < times; time++) {
            now = now.plusSeconds(60);
            watch.look(now);
        }
    }

    private HealthWatch watch(boolean signing) {
        return watch(signing, notice -> !nobodyHears);
    }

    /** @param heard whether somebody hears a notice */
    private HealthWatch watch(boolean signing, Predicate<Notice> heard) {
        return new HealthWatch(Seen.runbook(Seen.DAILY), engine, records(signing), notice -> {
            boolean received = heard.test(notice);
            if (received) {
                said.add(notice.subject());
            }
            return received;
        });
    }

    private HealthRecords records(boolean signing) {
        return new HealthRecords(
                new Vault(
                        "small",
                        new StoreSettings(
                                StoreLocation.folder(folder.resolve("sets").toString()), List.of()),
                        new Keys(
                                List.of(keys.resolve("backup.pub.asc").toString()),
                                signing ? "file:" + keys.resolve("signing.sec.asc") : null,
                                List.of(),
                                null,
                                List.of(KeyFiles.describe(keys.resolve("signing.pub.asc"))
                                        .fingerprint())),
                        null),
                new Secrets(Map.of()));
    }

    /** One that a test switches. */
    private final class Engine implements EngineView {
        private boolean works;
        private boolean away;
        private List<SeenSchedule> schedules = List.of();

        @Override
        public List<SeenSchedule> schedules(String runbook) {
            return schedules;
        }

        @Override
        public @Nullable Instant lastPoll() {
            if (away) {
                throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, "no route");
            }
            return works ? now.minusSeconds(50) : null;
        }

        @Override
        public String machine() {
            return "outside";
        }

        @Override
        public List<String> machines() {
            return List.of();
        }
    }
}
