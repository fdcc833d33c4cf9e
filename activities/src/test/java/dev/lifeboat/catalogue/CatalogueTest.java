package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");
    private static final String SET = "daily/2026-03-01";

    @TempDir
    Path folder;

    private TwoStores stores;

    @BeforeEach
    void open() {
        stores = new TwoStores(folder);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNamedAndNotTakenForEmpty() {
        both(SET, DAY);
        TwoStores.silence(stores.copy);
        ListedSets listed = list();
        assertThat(listed.silent()).containsOnlyKeys("copy-1").containsValue("no answer");
        assertThat(listed.sets()).singleElement().satisfies(set -> assertThat(set.copies())
                .extracting(Copy::store, Copy::there, Copy::text)
                .containsExactly(tuple("primary", true, "taken"), tuple("copy-1", null, "?")));
    }

    @Test
    void theOtherStoreIsListedWhenThePrimaryIsDown() {
        both(SET, DAY);
        TwoStores.silence(stores.primary);
        assertThat(list().sets()).singleElement().satisfies(set -> {
            assertThat(set.state()).isEqualTo(SetState.TAKEN);
            assertThat(set.nearestGood()).contains("copy-1");
        });
    }

    @Test
    void noListIsMadeUpWhenNoStoreAnswers() {
        both(SET, DAY);
        TwoStores.silence(stores.primary);
        TwoStores.silence(stores.copy);
        assertThatThrownBy(this::list).hasMessage("no answer");
    }

    @Test
    void theSameNameWithAnotherManifestIsAConflictAndNeverOneSet() {
        stores.primary.sets().add(SET, DAY, 1_000);
        stores.copy.sets().add(SET, DAY.plusSeconds(5), 1_000);
        assertThat(list().sets())
                .hasSize(2)
                .allSatisfy(set -> assertThat(set.conflict()).isTrue())
                .extracting(
                        set -> set.copies().get(0).there(),
                        set -> set.copies().get(1).there())
                .containsExactly(tuple(false, true), tuple(true, false));
    }

    @Test
    void aCopyThatDoesNotAuthenticateIsAFailedCopyOfTheSetItShouldBe() throws IOException {
        both(SET, DAY);
        Files.delete(stores.copy.folder.resolve(SET + "/" + SetObjects.SIGNATURE));
        assertThat(list().sets()).singleElement().satisfies(set -> {
            assertThat(set.state()).isEqualTo(SetState.TAKEN);
            assertThat(set.failedSomewhere()).isTrue();
            assertThat(set.conflict()).isFalse();
            assertThat(set.copies().get(1).problem()).contains("not signed");
        });
    }

    @Test
    void statesAreByStoreAndPinsAndAlarmsAreOfAll() {
        String sha256 = both(SET, DAY);
        mark(stores.primary, MarkKind.FAILED, sha256, "rot");
        mark(stores.copy, MarkKind.VERIFIED, sha256, "read");
        mark(stores.copy, MarkKind.PINNED, sha256, "law suit");
        mark(stores.primary, MarkKind.ALARMED, sha256, "half the rows are gone");
        assertThat(list().sets()).singleElement().satisfies(set -> {
            assertThat(set.copies()).extracting(Copy::state).containsExactly(SetState.FAILED, SetState.VERIFIED);
            assertThat(set.state()).isEqualTo(SetState.VERIFIED);
            assertThat(set.nearestGood()).contains("copy-1");
            assertThat(set.pins()).extracting(Mark::detail).containsExactly("law suit");
            assertThat(set.alarms()).extracting(Mark::detail).containsExactly("half the rows are gone");
        });
    }

    @Test
    void aMarkThatWasCopiedCountsOnce() {
        String sha256 = both(SET, DAY);
        mark(stores.primary, MarkKind.PINNED, sha256, "law suit");
        mark(stores.copy, MarkKind.PINNED, sha256, "law suit");
        assertThat(list().sets().get(0).pins()).hasSize(1);
    }

    @Test
    void eachCopyIsPaidForAndWhatIsReusedOnlyWithTheSetThatStoredIt() {
        both(SET, DAY);
        stores.primary.sets().addReusing("daily/2026-03-02", DAY.plus(Duration.ofDays(1)), 500, SET);
        List<CataloguedSet> sets = list().sets();
        assertThat(sets).extracting(set -> set.facts().storedBytes()).containsExactly(500L, 2_000_000_000L);
        assertThat(sets.get(1).monthly()).extracting(Money::text).containsExactly("0.09 USD");
        assertThat(sets.get(1).neededBy()).containsExactly("daily/2026-03-02");
        assertThat(sets.get(0).monthly()).extracting(Money::text).containsExactly("0.00 USD");
    }

    private String both(String set, Instant takenAt) {
        stores.copy.sets().add(set, takenAt, 2_000_000_000L);
        return stores.primary.sets().add(set, takenAt, 2_000_000_000L);
    }

    private static void mark(ListedStore store, MarkKind kind, String sha256, String detail) {
        SmallSets.mark(store.open(), kind, SET, sha256, DAY.plusSeconds(900), detail);
    }

    private ListedSets list() {
        return new Catalogue(stores.open()).list();
    }
}
