package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCatalogueTest {
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    private ListedStore store;
    private SetIndex index;

    @BeforeEach
    void addThreeSets() {
        store = new ListedStore(folder, "primary");
        index = SetIndex.in(folder.resolve("state"));
        for (int day = 1; day <= 3; day++) {
            store.sets().add("daily/2026-03-0" + day, DAY.plus(Duration.ofDays(day - 1)), 1_000L * day);
        }
        String weekly = store.sets().add("weekly/2026-W09", DAY.plusSeconds(60), 5_000);
        SmallSets.mark(store.open(), MarkKind.VERIFIED, "weekly/2026-W09", weekly, DAY.plusSeconds(90), "read");
        store.calls.clear();
    }

    @Test
    void aWarmListIsOneListingAndReadsNothing() {
        List<SetSummary> cold = list();
        assertThat(store.calls("read")).hasSize(4 * 3 + 3);
        store.calls.clear();
        assertThat(list()).isEqualTo(cold);
        assertThat(store.calls).containsExactly("list ");
        assertThat(cold)
                .extracting(SetSummary::set)
                .containsExactly("daily/2026-03-03", "daily/2026-03-02", "weekly/2026-W09", "daily/2026-03-01");
        assertThat(cold)
                .extracting(SetSummary::state)
                .containsExactly(SetState.TAKEN, SetState.TAKEN, SetState.VERIFIED, SetState.TAKEN);
    }

    @Test
    void readsOnlyWhatIsNewSinceTheLastList() {
        list();
        String sha256 = store.sets().add("daily/2026-03-04", DAY.plus(Duration.ofDays(3)), 9_000);
        SmallSets.mark(store.open(), MarkKind.FAILED, "daily/2026-03-04", sha256, DAY.plus(Duration.ofDays(4)), "rot");
        store.calls.clear();
        assertThat(list().get(0)).satisfies(set -> {
            assertThat(set.state()).isEqualTo(SetState.FAILED);
            assertThat(set.problem()).isEqualTo("rot");
        });
        assertThat(store.calls("read")).allMatch(call -> call.contains("2026-03-04") || call.contains("signers/"));
    }

    @Test
    void aReplacedManifestIsNotWhatTheIndexKnew() throws IOException {
        list();
        Path manifest = store.folder.resolve("daily/2026-03-02/" + SetObjects.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest) + " ");
        assertThat(state("daily/2026-03-02")).isEqualTo(SetState.FAILED);
        // What is not to be believed is not remembered: it is read again.
        store.calls.clear();
        assertThat(state("daily/2026-03-02")).isEqualTo(SetState.FAILED);
        assertThat(store.calls).contains("read daily/2026-03-02/" + SetObjects.MANIFEST);
    }

    @Test
    void aLostSignatureIsNoticedAlthoughTheManifestIsTheSame() throws IOException {
        list();
        Files.delete(store.folder.resolve("daily/2026-03-02/" + SetObjects.SIGNATURE));
        assertThat(state("daily/2026-03-02")).isEqualTo(SetState.FAILED);
    }

    @Test
    void aSignerWhoIsNoLongerTrustedFailsAllSetsAtOnce() {
        list();
        Keys other = new Keys(store.keys.recipients(), null, List.of(), null, List.of("B".repeat(40)));
        assertThat(new StoreCatalogue(store.open(other), index).list())
                .hasSize(4)
                .allSatisfy(set -> assertThat(set.state()).isEqualTo(SetState.FAILED))
                .allSatisfy(set -> assertThat(set.problem()).contains("stranger"));
    }

    @Test
    void theKeyThatSignsIsNotAskedForAgainWithEachSet() {
        Path key = folder.resolve("keys/signing.sec.asc");
        store.before(call -> {
            if (call.startsWith("read daily/2026-03-02") && key.toFile().exists()) {
                assertThat(key.toFile().renameTo(folder.resolve("gone").toFile()))
                        .isTrue();
            }
        });
        assertThat(list()).hasSize(4).noneMatch(set -> set.state() == SetState.FAILED);
        assertThat(key).doesNotExist();
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotAStoreWithoutSets() {
        store.before(call -> {
            throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no answer");
        });
        assertThatThrownBy(this::list).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    @Test
    void aStoreThatFallsSilentInTheMiddleIsNotOneWithBadSets() {
        store.before(call -> {
            if (call.equals("read daily/2026-03-02/" + SetObjects.SIGNATURE)) {
                throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no answer");
            }
        });
        assertThatThrownBy(this::list).hasMessage("no answer");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void whatIsGoneIsForgottenAndItsTombstoneIsKnown() throws IOException {
        list();
        SetSummary gone = list().get(3);
        SmallSets.mark(store.open(), MarkKind.DELETED, gone.set(), gone.manifestSha256(), DAY, "too old");
        try (var files = Files.list(store.folder.resolve(gone.set()))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        StoreCatalogue.Contents contents = new StoreCatalogue(store.open(), index).contents();
        assertThat(contents.sets()).hasSize(3).noneMatch(set -> set.set().equals(gone.set()));
        assertThat(contents.deleted())
                .extracting(Mark::set, Mark::detail)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(gone.set(), "too old"));
    }

    @Test
    void aSetThatWasTakenAgainUnderItsNameIsNotTheDeletedOne() {
        SmallSets.mark(store.open(), MarkKind.DELETED, "daily/2026-03-02", "f".repeat(64), DAY, "an older one");
        StoreCatalogue.Contents contents = new StoreCatalogue(store.open(), index).contents();
        assertThat(contents.sets()).hasSize(4);
        assertThat(contents.deleted()).hasSize(1);
        assertThat(state("daily/2026-03-02")).isEqualTo(SetState.TAKEN);
    }

    private List<SetSummary> list() {
        return new StoreCatalogue(store.open(), index).list();
    }

    private SetState state(String set) {
        return list().stream()
                .filter(summary -> summary.set().equals(set))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
