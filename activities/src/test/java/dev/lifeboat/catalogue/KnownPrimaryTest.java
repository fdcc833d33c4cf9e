package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary store without sets is begun in only where no further store has any. */
class KnownPrimaryTest {
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
    void refusesAnEmptyPrimaryWhereACopyHasSets() {
        stores.copy.sets().add(SET, DAY, 1_000);
        assertThatThrownBy(this::require)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED))
                .hasMessageContaining("has no set of this runbook, while copy-1 has 1: is the disk not mounted?");
        for (String selector : List.of("latest", SET)) {
            assertThat(new Selecting(stores.open()).chosen(selector).warnings())
                    .as(selector)
                    .singleElement()
                    .asString()
                    .contains("is the disk not mounted?");
        }
    }

    @Test
    void refusesItStillWhenSomethingElseWasWrittenThere() {
        stores.copy.sets().add(SET, DAY, 1_000);
        SetObjects.write(stores.primary.open().store(), "audit/small/00000001.json", new byte[9]);
        assertThatThrownBy(this::require).hasMessageContaining("is the disk not mounted?");
    }

    @Test
    void takesANewPrimaryThatWasMadeOnPurpose() {
        stores.copy.sets().add(SET, DAY, 1_000);
        SetObjects.write(stores.primary.open().store(), "lifeboat-store.json", new byte[0]);
        require();
        assertThat(new Selecting(stores.open()).chosen(SET).warnings()).isEmpty();
    }

    @Test
    void takesTheFirstSetOfAll() {
        require();
    }

    @Test
    void aSetThatThePrimaryLacksWhileItHasOthersIsNoSignOfALoss() {
        stores.copy.sets().add(SET, DAY, 1_000);
        stores.primary.sets().add("daily/2026-03-02", DAY, 1_000);
        assertThat(new Selecting(stores.open()).chosen(SET).warnings()).isEmpty();
    }

    @Test
    void takesAPrimaryWhoseSetsWereRemovedOnPurpose() {
        String sha256 = stores.copy.sets().add(SET, DAY, 1_000);
        SmallSets.mark(stores.primary.open(), MarkKind.DELETED, SET, sha256, DAY, "kept long enough");
        require();
        assertThat(new Catalogue(stores.open()).list().lostPrimary(stores.open()))
                .isNull();
    }

    /** A drill from a copy writes it into the first store that takes it. */
    @Test
    void isNotTakenInByTheMarkOfADrill() {
        String sha256 = stores.copy.sets().add(SET, DAY, 1_000);
        SmallSets.mark(stores.primary.open(), MarkKind.PROVEN, SET, sha256, DAY, "reports/drills/x.json");
        assertThatThrownBy(this::require).hasMessageContaining("is the disk not mounted?");
        assertThat(new Selecting(stores.open()).chosen(SET).warnings()).isNotEmpty();
    }

    @Test
    void aNeighboursSetsInACopyHaveNoSay() {
        new SmallSets(stores.copy.open().store(), stores.copy.open().signer(), "neighbour").add(SET, DAY, 1_000);
        require();
    }

    @Test
    void aSilentCopyHasNoSay() {
        stores.copy.sets().add(SET, DAY, 1_000);
        TwoStores.silence(stores.copy);
        require();
    }

    private void require() {
        KnownPrimary.require(stores.open());
    }
}
