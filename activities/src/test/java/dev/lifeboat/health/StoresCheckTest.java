package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** K3, K7: stores that are silent, or nearly full. */
class StoresCheckTest {
    private static final Duration FRESH = Duration.ofHours(10);

    @Test
    void aSilentStoreIsNamedAndThePrimaryIsTheWorst() {
        Seen seen = new Seen(Seen.DAILY).set("daily/1", FRESH).silent("primary").silent("copy-1");
        assertThat(look(seen, seen))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("store/copy-1", Severity.WARNING), tuple("store/primary", Severity.CRITICAL));
    }

    @Test
    void noStoreAtAllIsOneProblemAndAnUnusableKeyNone() {
        Seen seen = new Seen(Seen.DAILY);
        assertThat(look(seen, () -> {
                    throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no route");
                }))
                .extracting(HealthProblem::id)
                .containsExactly("store/primary");
        assertThatThrownBy(() -> look(seen, () -> {
                    throw new LifeboatException(ErrorCode.KEY_UNUSABLE, "no key");
                }))
                .isInstanceOf(LifeboatException.class);
    }

    @Test
    void theSetsOfAStoreAreWeighedAgainstItsQuota() {
        String quota = Seen.DAILY + "health: { quota: { store: 100MB } }\n";
        assertThat(weighed(quota, 7)).isEmpty();
        assertThat(weighed(quota, 8))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("quota/primary", Severity.WARNING), tuple("quota/copy-1", Severity.WARNING));
        assertThat(weighed(quota, 10)).extracting(HealthProblem::severity).containsOnly(Severity.CRITICAL);
        assertThat(weighed(quota.replace("100MB", "100MB, percent: 90"), 8)).isEmpty();
    }

    private static List<HealthProblem> weighed(String yaml, int sets) {
        Seen seen = new Seen(yaml);
        for (int day = 0; day < sets; day++) {
            seen.set("daily/" + day, Duration.ofDays(day), 1_000, 10_000_000, SetState.TAKEN);
        }
        return look(seen, seen).stream()
                .filter(problem -> problem.id().startsWith("quota/"))
                .toList();
    }

    private static List<HealthProblem> look(Seen seen, Supplier<SeenSets> sets) {
        OpenVault vault = OpenVault.of(Vault.of(seen.runbook()), new Secrets(Map.of()));
        return new StoresCheck(vault, sets).look();
    }
}
