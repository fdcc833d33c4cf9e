package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectingTest {
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");
    private static final String FIRST = "daily/2026-03-01";
    private static final String SECOND = "daily/2026-03-02";

    @TempDir
    Path folder;

    private TwoStores stores;
    private String second;

    @BeforeEach
    void addTwoSets() {
        stores = new TwoStores(folder);
        for (ListedStore store : List.of(stores.primary, stores.copy)) {
            store.sets().add(FIRST, DAY, 1_000);
            second = store.sets().add(SECOND, DAY.plus(Duration.ofDays(1)), 1_000);
        }
    }

    @Test
    void takesTheNewestAndSaysNothing() {
        Selecting.Chosen chosen = chosen("latest");
        assertThat(chosen.set()).isEqualTo(SECOND);
        assertThat(chosen.manifestSha256()).isEqualTo(second);
        assertThat(chosen.store()).isEqualTo("primary");
        assertThat(chosen.warnings()).isEmpty();
        assertThat(selecting().authenticate(chosen).manifest().set()).isEqualTo(SECOND);
    }

    @Test
    void aSetThatFailedEverywhereIsNeverLatestAndThatIsSaid() {
        mark(stores.primary, MarkKind.FAILED, "rot");
        mark(stores.copy, MarkKind.FAILED, "rot there too");
        assertThat(chosen("latest").set()).isEqualTo(FIRST);
        assertThat(chosen("latest:daily").warnings()).containsExactly(SECOND + " failed: rot; it was passed over");
    }

    @Test
    void aSetThatFailedInOneStoreIsTakenFromTheOther() {
        mark(stores.primary, MarkKind.FAILED, "rot");
        assertThat(chosen("latest").set()).isEqualTo(SECOND);
        assertThat(chosen("latest").store()).isEqualTo("copy-1");
        assertThat(chosen(SECOND).store()).isEqualTo("copy-1");
    }

    @Test
    void anAlarmedSetIsNeverLatestUntilSomebodyLooks() {
        mark(stores.primary, MarkKind.ALARMED, "half the rows are gone");
        Selecting.Chosen chosen = chosen("latest");
        assertThat(chosen.set()).isEqualTo(FIRST);
        assertThat(chosen.warnings())
                .containsExactly(SECOND + " is alarmed: half the rows are gone; it was passed over");
        assertThat(selecting().chosen("random-daily", new Random(1)).set()).isEqualTo(FIRST);
        SmallSets.mark(
                stores.primary.open(), MarkKind.RESOLVED, SECOND, second, DAY.plus(Duration.ofDays(3)), "was meant");
        assertThat(chosen("latest").set()).isEqualTo(SECOND);
    }

    @Test
    void theOtherStoreServesWhenThePrimaryIsDownAndThatIsSaid() {
        TwoStores.silence(stores.primary);
        assertThat(chosen("latest").store()).isEqualTo("copy-1");
        assertThat(chosen("latest").warnings()).singleElement().asString().contains("primary does not answer");
        assertThat(chosen(FIRST).store()).isEqualTo("copy-1");
        assertThat(chosen(FIRST).warnings()).singleElement().asString().contains("primary does not answer");
    }

    @Test
    void aStoreThatDoesNotAnswerMayHaveTheSet() {
        TwoStores.silence(stores.copy);
        for (String selector : List.of("latest:weekly", "weekly/2026-W09", "random-weekly")) {
            assertThatThrownBy(() -> selecting().chosen(selector, new Random(1)))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                    .hasMessageContaining("copy-1 does not answer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest:weekly", "random-weekly", "weekly/2026-W09", "../../etc/passwd", "", "a\u001b[2J"})
    void whatThereIsNotIsNotThere(String selector) {
        assertThatThrownBy(() -> selecting().chosen(selector, new Random(1)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SUCH_SET))
                .message()
                .doesNotContain("\u001b");
    }

    @Test
    void latestIsOfTheWholeDatabaseAndLatestOfAModeIsWhateverItHolds() {
        SmallSets sets = stores.primary.sets();
        sets.add(sets.manifest(
                "weekly/2026-W10",
                null,
                DAY.plus(Duration.ofDays(5)),
                SetContent.of(Form.SQL, List.of("users")),
                2_000,
                null));
        assertThat(chosen("latest").set()).isEqualTo(SECOND);
        assertThat(chosen("latest:weekly").set()).isEqualTo("weekly/2026-W10");
    }

    @Test
    void tellsOfTheBadOnesWhereThereAreNoOthers() throws IOException {
        for (ListedStore store : List.of(stores.primary, stores.copy)) {
            for (String set : List.of(FIRST, SECOND)) {
                Files.delete(store.folder.resolve(set + "/" + SetObjects.SIGNATURE));
            }
        }
        assertThatThrownBy(() -> chosen("latest"))
                .hasMessageContaining("of 2 none is to be believed")
                .hasMessageContaining("not signed");
        // Whoever names one is told by what reads it.
        assertThat(chosen(SECOND).manifestSha256()).isNull();
        assertThatThrownBy(() -> selecting().authenticate(chosen(SECOND))).hasMessageContaining("not signed");
    }

    @Test
    void ofTwoSetsWithOneNameTheNewerIsLatestAndThatIsSaid() {
        stores.primary.sets().add("daily/2026-03-04", DAY.plus(Duration.ofDays(3)), 1_000);
        String newer = stores.copy.sets().add("daily/2026-03-04", DAY.plus(Duration.ofDays(4)), 1_000);
        Selecting.Chosen chosen = chosen("latest");
        assertThat(chosen.manifestSha256()).isEqualTo(newer);
        assertThat(chosen.warnings()).singleElement().asString().contains("another set is called daily/2026-03-04");
        assertThat(selecting().authenticate(chosen).manifestSha256()).isEqualTo(newer);
    }

    @Test
    void whoeverNamesASetIsToldOfAnotherOfThatName() {
        String near = stores.primary.sets().add("daily/2026-03-04", DAY.plus(Duration.ofDays(3)), 1_000);
        stores.copy.sets().add("daily/2026-03-04", DAY.plus(Duration.ofDays(4)), 1_000);
        Selecting.Chosen chosen = chosen("daily/2026-03-04");
        assertThat(chosen.manifestSha256()).isEqualTo(near);
        assertThat(chosen.warnings()).singleElement().asString().contains("another set is called daily/2026-03-04");
    }

    @Test
    void whoeverNamesASetIsToldOfASilentStoreBehindIt() {
        TwoStores.silence(stores.copy);
        assertThat(chosen(FIRST).store()).isEqualTo("primary");
        assertThat(chosen(FIRST).warnings()).singleElement().asString().contains("copy-1 does not answer");
    }

    @Test
    void diceWithTheSameSeedGiveTheSameSet() {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(selecting().chosen("random-daily", new Random(seed)).set())
                    .isEqualTo(
                            selecting().chosen("random-daily", new Random(seed)).set())
                    .isIn(FIRST, SECOND);
        }
    }

    private void mark(ListedStore store, MarkKind kind, String detail) {
        SmallSets.mark(store.open(), kind, SECOND, second, DAY.plus(Duration.ofDays(2)), detail);
    }

    private Selecting.Chosen chosen(String selector) {
        return selecting().chosen(selector);
    }

    private Selecting selecting() {
        return new Selecting(stores.open());
    }
}
