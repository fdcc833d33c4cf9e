package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.audit.AuditFinding;
import dev.lifeboat.audit.Examination;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may delete in a store removes a set, and has a signed mark at hand that calls it deleted. */
class ExcusedTheftTest {
    @TempDir
    Path folder;

    private TestStores stores;
    private RetentionActivities activities;
    private String old;

    @BeforeEach
    void chainThreeSetsInTwoStores() {
        stores = new TestStores(folder, "primary", "copy");
        activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, run -> false);
        old = stores.daily("primary", 40);
        for (int day = 2; day > 0; day--) {
            stores.chain(new PreviousSet(
                    day == 2 ? old : "daily/2026-11-20", manifest(day == 2 ? old : "daily/2026-11-20")));
            stores.mark("primary", stores.daily("primary", day), MarkKind.VERIFIED, "well");
        }
        stores.copyTo("primary", stores.store("copy"));
    }

    @Test
    void whatACleanUpRemovedIsNoTheft() {
        clean("primary");
        assertThat(stores.in("primary", old)).isEmpty();
        assertThat(broken()).isEmpty();
    }

    @Test
    void theTombstoneOfAnotherStoreExcusesNothing() {
        clean("copy");
        stores.in("copy", "records/" + old).stream()
                .filter(name -> name.contains("/deleted-"))
                .forEach(name -> SetObjects.write(
                        stores.store("primary"), name, SetObjects.readSmall(stores.store("copy"), name)));
        steal();
        assertStolen();
    }

    @Test
    void norDoesOneOfAnOlderVersionThatNamesNoStore() {
        String manifest = manifest(old);
        clean("copy");
        Mark theirs = new Marks(stores.vault("copy")).deleted(old).get(0);
        Tombstone tombstone = Tombstone.parse(theirs.detail());
        assertThat(tombstone.store()).isEqualTo("copy");
        new Marks(stores.vault("primary"))
                .add(new Mark(
                        MarkKind.DELETED,
                        old,
                        manifest,
                        theirs.runId(),
                        theirs.at(),
                        new Tombstone(tombstone.previous(), 1, tombstone.since(), null, "too old").text()));
        steal();
        assertStolen();
    }

    @Test
    void aTombstoneWhoseCallingOffWasRemovedExcusesNothing() {
        PlannedCleanUp plan = activities.plan(stores.task("primary", "1"));
        stores.wrap("primary", store -> new Interfering(store, old + "/" + SetObjects.MANIFEST, this::pin));
        activities.delete(stores.task("primary", "1"), plan, 0, 1);
        stores.wrap("primary", store -> store);
        assertThat(stores.in("primary", old)).contains(old + "/" + SetObjects.MANIFEST);
        assertThat(broken()).isEmpty();

        stores.in("primary", "records/" + old).stream()
                .filter(name -> name.contains("/kept-"))
                .forEach(stores.store("primary")::delete);
        assertThat(new Marks(stores.vault("primary")).deleted(old)).hasSize(1);
        steal();
        assertStolen();
    }

    private void pin() {
        if (stores.in("primary", "records/" + old).stream().noneMatch(name -> name.contains("/pinned-"))) {
            new Pins(stores.runbook, stores.secrets)
                    .mark(MarkKind.PINNED, old, "lawsuit", "sam", "pin/2", stores.clock.instant());
        }
    }

    private void steal() {
        stores.in("primary", old).forEach(stores.store("primary")::delete);
    }

    private void clean(String store) {
        assertThat(Cleanings.whole(activities, stores.task(store, "1")).deleted())
                .isEqualTo(1);
    }

    private void assertStolen() {
        assertThat(broken()).isNotEmpty().allSatisfy(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.describe()).startsWith(old + ": was removed, and the log does not excuse it");
        });
    }

    /** What concerns that set. */
    private List<AuditFinding> broken() {
        return new Examination(Vault.of(stores.runbook), stores.secrets, () -> {})
                .run(TestStores.NOW).findings().stream()
                        .filter(found -> found.subject().contains(old))
                        .toList();
    }

    private String manifest(String set) {
        return new SetReader(stores.vault("primary")).authenticate(set).manifestSha256();
    }
}
