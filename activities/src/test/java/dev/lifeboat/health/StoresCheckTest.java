package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.archive.OpenVault;
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

/** K3: stores that are silent. */
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

    private static List<HealthProblem> look(Seen seen, Supplier<SeenSets> sets) {
        OpenVault vault = OpenVault.of(Vault.of(seen.runbook()), new Secrets(Map.of()));
        return new StoresCheck(vault, sets).look();
    }
}
