package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** B7, K3: a key that is about to end is told of in time, by its fingerprint. */
class KeysCheckTest {
    @TempDir
    Path folder;

    private Instant end;

    @BeforeEach
    void makeKeys() {
        KeyFiles.generate(folder, KeyAlgorithm.CURVE25519, "test", null, Period.ofDays(100));
        end = KeyFiles.describe(folder.resolve("backup.pub.asc")).expires();
    }

    @Test
    void warnsThirtyDaysAheadAndMoreLoudlyWhenItIsOver() {
        assertThat(look("", end.minus(Duration.ofDays(31)))).isEmpty();
        assertThat(look("", end.minus(Duration.ofDays(29)))).singleElement().satisfies(problem -> {
            assertThat(problem.id()).matches("key/[0-9A-F]{40}");
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.what())
                    .startsWith("key backup.pub.asc expires in 29 days")
                    .doesNotContain("/");
        });
        assertThat(look("", end)).extracting(HealthProblem::severity).containsExactly(Severity.CRITICAL);
    }

    @Test
    void howLongAheadCanBeSet() {
        assertThat(look("health: { keys: P90D }\n", end.minus(Duration.ofDays(89))))
                .hasSize(1);
    }

    @Test
    void aKeyThatCannotBeReadIsAProblemWithoutItsPath() {
        Keys keys = new Keys(List.of(folder.resolve("gone.pub.asc").toString()), null, List.of(), null, List.of());
        assertThat(new KeysCheck(Seen.runbook("").withKeys(keys), new Secrets(Map.of()), end).look())
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("key/gone.pub.asc", Severity.CRITICAL));
    }

    private List<HealthProblem> look(String yaml, Instant now) {
        Keys keys = new Keys(
                List.of(folder.resolve("backup.pub.asc").toString()),
                "file:" + folder.resolve("signing.sec.asc"),
                List.of(),
                null,
                List.of());
        Runbook runbook = Seen.runbook(yaml).withKeys(keys);
        return new KeysCheck(runbook, new Secrets(Map.of()), now).look();
    }
}
