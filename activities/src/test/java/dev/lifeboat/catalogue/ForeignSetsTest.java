package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runbooks that write to one store; they sign with one key, unless it is said. */
class ForeignSetsTest {
    private static final String OURS = "daily/2026-03-01";
    private static final String THEIRS = "daily/2026-03-02";
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    private TwoStores stores;

    @BeforeEach
    void addASetOfEachTheirsIsNewer() {
        stores = new TwoStores(folder);
        stores.primary.sets().add(OURS, DAY, 1_000);
        theirs(stores.primary).add(THEIRS, DAY.plus(Duration.ofDays(1)), 1_000);
    }

    @Test
    void latestIsNeverAnotherRunbooksSet() {
        assertThat(selecting().chosen("latest").set()).isEqualTo(OURS);
        assertThat(selecting().chosen("latest").warnings()).isEmpty();
        assertThat(selecting().chosen("latest:daily").set()).isEqualTo(OURS);
        for (int seed = 0; seed < 8; seed++) {
            assertThat(selecting().chosen("random-daily", new Random(seed)).set())
                    .isEqualTo(OURS);
        }
    }

    @Test
    void whoeverNamesAnotherRunbooksSetGetsItAndIsTold() {
        Selecting.Chosen chosen = selecting().chosen(THEIRS);
        assertThat(chosen.set()).isEqualTo(THEIRS);
        assertThat(chosen.warnings())
                .singleElement()
                .asString()
                .contains(THEIRS + " is a set of the runbook \"crm\", not of \"small\"");
    }

    @Test
    void ofTwoSetsWithOneNameOursIsMeant() {
        String ours = stores.copy.sets().add(THEIRS, DAY.plus(Duration.ofDays(2)), 1_000);
        Selecting.Chosen chosen = selecting().chosen(THEIRS);
        assertThat(chosen.manifestSha256()).isEqualTo(ours);
        assertThat(chosen.store()).isEqualTo("copy-1");
        assertThat(chosen.warnings()).singleElement().asString().contains("another set is called " + THEIRS);
    }

    @Test
    void aRunbookThatWasRenamedIsToldWhatItMayName() {
        theirs(stores.copy).add("weekly/2026-W10", DAY, 1_000);
        assertThatThrownBy(() -> selecting().chosen("latest:weekly"))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SUCH_SET))
                .hasMessageContaining("2 of the runbook \"crm\" (this one is \"small\")")
                .hasMessageContaining("weekly/2026-W10");
    }

    @Test
    void listsOursAndCountsTheOthersAlsoFromTheIndex() {
        OpenVault open = stores.open();
        SetIndex index = SetIndex.in(folder.resolve("state"));
        for (int look = 0; look < 2; look++) {
            ListedSets listed = new Catalogue(open, index, (store, mode, takenAt) -> null).list();
            assertThat(listed.sets())
                    .extracting(set -> set.facts().set() + " " + set.facts().runbook())
                    .containsExactly(OURS + " small");
            assertThat(listed.foreign()).isEqualTo(Map.of(THEIRS, "crm"));
            assertThat(listed.others()).isEqualTo("1 of the runbook \"crm\"");
        }
    }

    @Test
    void aNeighbourWithKeysOfItsOwnHasNoFailedSetsHere() {
        String newest = "daily/2026-03-03";
        claim(newest, "backup/crm/1");
        strangers("crm").add(newest, DAY.plus(Duration.ofDays(2)), 1_000);
        assertThat(listed().sets()).extracting(set -> set.facts().set()).containsExactly(OURS);
        assertThat(listed().foreign()).isEqualTo(Map.of(THEIRS, "crm", newest, "crm"));
        assertThat(selecting().chosen("latest").warnings()).isEmpty();
    }

    @Test
    void whatAStrangerSignedInOurNameHasFailed() {
        String newest = "daily/2026-03-03";
        strangers("small").add(newest, DAY.plus(Duration.ofDays(2)), 1_000);
        assertThat(state(newest)).isEqualTo(SetState.FAILED);
        assertThat(selecting().chosen("latest").warnings())
                .singleElement()
                .asString()
                .contains(newest);
    }

    @Test
    void anOwnSetThatWasReplacedByAStrangersHasFailedWhereAMarkRemembersIt() throws IOException {
        OpenVault vault = stores.primary.open();
        String ours = new SetReader(vault).authenticate(OURS).manifestSha256();
        new Marks(vault).add(new Mark(MarkKind.VERIFIED, OURS, ours, "verify/1", DAY, null));
        for (String object : List.of(SetObjects.MANIFEST, SetObjects.SIGNATURE, SetObjects.SIGNER)) {
            Files.delete(folder.resolve("primary").resolve(OURS).resolve(object));
        }
        claim(OURS, "backup/crm/1");
        strangers("crm").add(OURS, DAY, 1_000);
        assertThat(state(OURS)).isEqualTo(SetState.FAILED);
    }

    /** Nothing is known of a fresh set but who claimed its folder. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "backup/small/1")
    void aFreshSetThatWasReplacedByAStrangersHasFailed(@Nullable String claim) {
        String newest = "daily/2026-03-03";
        if (claim != null) {
            claim(newest, claim);
        }
        strangers("crm").add(newest, DAY.plus(Duration.ofDays(2)), 1_000);
        assertThat(state(newest)).isEqualTo(SetState.FAILED);
        assertThat(listed().foreign()).isEqualTo(Map.of(THEIRS, "crm"));
        assertThat(selecting().chosen("latest").warnings())
                .singleElement()
                .asString()
                .contains(newest);
    }

    private void claim(String set, String run) {
        SetObjects.write(
                stores.primary.open().store(),
                set + "/" + SetObjects.CLAIM,
                ManifestJson.write(new SetFolders.Claim(run, DAY)));
    }

    private SetState state(String set) {
        return listed().sets().stream()
                .filter(listed -> listed.facts().set().equals(set))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private ListedSets listed() {
        return new Catalogue(stores.open(), SetIndex.none(), (store, mode, takenAt) -> null).list();
    }

    /** Sets in the primary store, signed with keys that this runbook does not know. */
    private SmallSets strangers(String runbook) {
        OpenVault vault = stores.primary.open(ListedStore.makeKeys(folder.resolve("others")));
        return new SmallSets(vault.store(), vault.signer(), runbook);
    }

    private static SmallSets theirs(ListedStore store) {
        OpenVault vault = store.open();
        return new SmallSets(vault.store(), vault.signer(), "crm");
    }

    private Selecting selecting() {
        return new Selecting(stores.open());
    }
}
