package dev.lifeboat.rotation;

import static dev.lifeboat.rotation.TinySets.NO_SECRETS;
import static dev.lifeboat.rotation.TinySets.TAKEN;
import static dev.lifeboat.rotation.TinySets.open;
import static dev.lifeboat.rotation.TinySets.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.CounterSignature;
import dev.lifeboat.archive.CounterSignatures;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signing key comes and goes; what it signed is neither lost nor believed for ever. */
class ResigningTest {
    private static final String SET = "daily/2026-03-01";
    private static final LocalDate MUCH_LATER = LocalDate.parse("2100-01-01");
    private static final LocalDate LONG_AGO = LocalDate.parse("2020-01-01");

    @TempDir
    Path folder;

    private TinySets sets;
    private Path old;
    private Path fresh;
    private Vault before;
    private Vault after;

    @BeforeEach
    void takeASetWithTheOldKey() throws IOException {
        sets = new TinySets(folder);
        old = sets.keys("old");
        fresh = sets.keys("fresh");
        before = sets.vault(old);
        after = sets.vault(old, List.of(old), fresh, List.of(signer(fresh)), Map.of());
        TinySets.add(before, SET, 2);
    }

    @Test
    void refusesASetOfADroppedKeyUntilTheNewOneSignedForIt() {
        assertCode(() -> new SetReader(open(after)).authenticate(SET), ErrorCode.SIGNER_UNKNOWN);
        resigning(signer(old)).resign(SET, TAKEN);

        AuthenticatedSet set = new SetReader(open(after)).authenticate(SET);
        assertThat(set.trusted()).isTrue();
        assertThat(set.signer()).isEqualTo(signer(old));
        assertThat(LaterKeys.of(open(after), set, List.of("primary")).signers())
                .containsExactly(Map.entry(signer(fresh), List.of("primary")));
        assertThat(LaterKeys.of(open(before), set, List.of("primary")).signers())
                .as("a stranger to the runbook of before")
                .isEmpty();
    }

    @Test
    void signsForNothingThatItDoesNotBelieve() {
        assertCode(() -> resigning().resign(SET, TAKEN), ErrorCode.SIGNER_UNKNOWN);
        assertCode(() -> resigning(signer(old)).resign("daily/2026-03-02", TAKEN), ErrorCode.NO_SUCH_SET);
        assertCode(() -> resigning(signer(old).substring(24)), ErrorCode.USAGE);
    }

    @Test
    void signsOnceForTheSameThing() {
        Resigning resigning = resigning(signer(old));
        assertThat(resigning.resign(SET, TAKEN).fresh()).isTrue();
        assertThat(resigning.resign(SET, TAKEN.plusSeconds(60)).fresh()).isFalse();
        mark(before, MarkKind.PROVEN, "drill/1");
        assertThat(resigning.resign(SET, TAKEN)).isEqualTo(new Resigned(SET, signer(old), 1, 0, true));
    }

    @Test
    void refusesToSignWithAKeyThatNobodyBelieves() {
        Vault stranger = sets.vault(old, List.of(old), fresh, List.of(signer(old)), Map.of());
        assertThatThrownBy(() -> new Resigning(stranger, List.of(), NO_SECRETS).resign(SET, TAKEN))
                .hasMessageContaining("keys.signers does not name");
        Vault stolen = sets.vault(old, List.of(old), old, List.of(signer(old)), Map.of(signer(old), MUCH_LATER));
        assertThatThrownBy(() -> new Resigning(stolen, List.of(), NO_SECRETS).resign(SET, TAKEN))
                .hasMessageContaining("keys.compromised names");
    }

    /** The marks are what retention and the choice of a set go by. */
    @Test
    void losesNoMarkWhenTheKeyIsReplaced() {
        mark(before, MarkKind.VERIFIED, "verify/1");
        mark(before, MarkKind.PROVEN, "drill/1");
        mark(before, MarkKind.PINNED, "pin/1");
        mark(before, MarkKind.ALARMED, "alarm/1");
        mark(before, MarkKind.RESOLVED, "alarm/2");
        resigning(signer(old)).resign(SET, TAKEN);

        assertThat(kinds(after))
                .containsExactlyInAnyOrder(
                        MarkKind.VERIFIED, MarkKind.PROVEN, MarkKind.PINNED, MarkKind.ALARMED, MarkKind.RESOLVED);
    }

    /** A worker with the old key may go on for a day; a thief with the old key for longer. */
    @Test
    void heedsOnlyWarningsOfADroppedKeyThatNobodySignedFor() {
        resigning(signer(old)).resign(SET, TAKEN);
        for (MarkKind kind : MarkKind.values()) {
            mark(before, kind, "late/" + kind);
        }
        assertThat(kinds(after))
                .containsExactlyInAnyOrder(MarkKind.FAILED, MarkKind.PINNED, MarkKind.ALARMED, MarkKind.KEPT);
        resigning(signer(old)).resign(SET, TAKEN);
        assertThat(kinds(after)).hasSize(MarkKind.values().length);
    }

    @Test
    void ignoresEveryMarkOfAStranger() {
        Path stranger = sets.keys("stranger");
        Vault strangers = sets.vault(old, List.of(old), stranger, List.of(signer(old), signer(stranger)), Map.of());
        mark(strangers, MarkKind.FAILED, "verify/1");
        mark(strangers, MarkKind.RELEASED, "pin/1");
        assertThat(kinds(before)).isEmpty();
    }

    /** A legal hold that ends with the key of whoever set it is none. */
    @Test
    void aPinHoldsWhoeverSignedItUntilATrustedKeyReleasesIt() {
        Vault third = third();
        mark(third, MarkKind.PINNED, "pin/third");
        mark(third, MarkKind.RELEASED, "release/third");
        assertThat(pins(before)).containsExactly("pin/third");

        mark(before, MarkKind.PINNED, "pin/own");
        mark(before, MarkKind.RELEASED, "pin/third");
        assertThat(pins(before)).containsExactly("pin/own");
        mark(before, MarkKind.RELEASED, "release/all");
        assertThat(pins(before)).isEmpty();
    }

    /** It could never be released. */
    @Test
    void aStrangerPinsNothingInTheFuture() {
        mark(third(), MarkKind.PINNED, "pin/third", Instant.now().plusSeconds(86_400));
        assertThat(pins(before)).isEmpty();
    }

    @Test
    void tellsOfWarningsByStrangersThatDoNotCount() {
        mark(third(), MarkKind.FAILED, "verify/third");
        mark(third(), MarkKind.VERIFIED, "verify/fourth");
        assertThat(new Catalogue(open(before)).list().unheeded())
                .singleElement()
                .asString()
                .startsWith(SET + ": a mark \"failed\"")
                .contains(signer(folder.resolve("third")));
        assertThat(new Catalogue(open(third())).list().unheeded()).isEmpty();
    }

    /** A machine with a key that was trusted once, or never. */
    private Vault third() {
        Path keys = folder.resolve("third");
        Path third = Files.exists(keys) ? keys : sets.keys("third");
        return sets.vault(old, List.of(old), third, List.of(signer(old), signer(third)), Map.of());
    }

    private List<String> pins(Vault vault) {
        AuthenticatedSet set = new SetReader(open(vault)).authenticate(SET);
        return Standing.of(new Marks(open(vault)).of(SET, set.manifestSha256(), set.signer())).pins().stream()
                .map(Mark::runId)
                .toList();
    }

    @Test
    void believesACompromisedKeyForWhatIsOlder() {
        Vault later = sets.vault(
                old, List.of(old), fresh, List.of(signer(fresh), signer(old)), Map.of(signer(old), MUCH_LATER));
        assertThat(new SetReader(open(later)).authenticate(SET).trusted()).isTrue();

        Vault stolen = sets.vault(
                old,
                List.of(old),
                fresh,
                List.of(signer(fresh), signer(old)),
                Map.of(signer(old).toLowerCase(Locale.ROOT), LONG_AGO));
        assertThatThrownBy(() -> new SetReader(open(stolen)).authenticate(SET))
                .hasMessageContaining("compromised")
                .hasMessageContaining(signer(old));
        new Resigning(stolen, List.of(signer(old)), NO_SECRETS).resign(SET, TAKEN);
        assertThat(new SetReader(open(stolen)).authenticate(SET).trusted()).isTrue();
    }

    @Test
    void aThiefCannotSignForHisOwnSet() throws IOException {
        TinySets.add(before, "daily/2026-03-02", 1);
        AuthenticatedSet forged = new SetReader(open(before)).authenticate("daily/2026-03-02");
        new CounterSignatures(open(before))
                .add(new CounterSignature(
                        "daily/2026-03-02", forged.manifestSha256(), signer(old), List.of(), Instant.now()));
        assertCode(() -> new SetReader(open(after)).authenticate("daily/2026-03-02"), ErrorCode.SIGNER_UNKNOWN);
    }

    @Test
    void aCounterSignatureIsForOneManifestOnly() throws IOException {
        TinySets.add(before, "daily/2026-03-02", 1);
        String other =
                new SetReader(open(before)).authenticate("daily/2026-03-02").manifestSha256();
        new CounterSignatures(open(after)).add(new CounterSignature(SET, other, signer(old), List.of(), Instant.now()));
        assertCode(() -> new SetReader(open(after)).authenticate(SET), ErrorCode.SIGNER_UNKNOWN);
    }

    @Test
    void signsForWhatIsLeftOfARemovedSet() {
        mark(before, MarkKind.DELETED, "retention/1");
        assertThat(new Marks(open(after)).deleted("")).isEmpty();
        assertThat(resigning().resignRemoved(TAKEN)).isEmpty();
        assertThat(resigning(signer(old)).resignRemoved(TAKEN)).hasSize(1);
        assertThat(new Marks(open(after)).deleted(SET)).hasSize(1);
    }

    /** A laptop without names to trust must not take a set for good because its failure was noticed under a newer key. */
    @Test
    void heedsWarningsOfAnyKeyWhereNobodyIsKnown() {
        mark(sets.vault(old, List.of(old), fresh, List.of(), Map.of()), MarkKind.FAILED, "verify/1");
        mark(sets.vault(old, List.of(old), fresh, List.of(), Map.of()), MarkKind.VERIFIED, "verify/2");
        mark(before, MarkKind.PROVEN, "drill/1");
        Vault laptop = sets.vault(old, List.of(old), null, List.of(), Map.of());
        assertThat(kinds(laptop)).containsExactlyInAnyOrder(MarkKind.FAILED, MarkKind.PROVEN);
    }

    private Resigning resigning(String... accepted) {
        return new Resigning(after, List.of(accepted), NO_SECRETS);
    }

    private void mark(Vault vault, MarkKind kind, String run) {
        mark(vault, kind, run, TAKEN);
    }

    private void mark(Vault vault, MarkKind kind, String run, Instant at) {
        String manifest = new SetReader(open(before)).authenticate(SET).manifestSha256();
        new Marks(open(vault)).add(new Mark(kind, SET, manifest, run, at, null));
    }

    private List<MarkKind> kinds(Vault vault) {
        AuthenticatedSet set = new SetReader(open(vault)).authenticate(SET);
        return new Marks(open(vault))
                .of(SET, set.manifestSha256(), set.signer()).stream()
                        .map(Mark::kind)
                        .toList();
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
