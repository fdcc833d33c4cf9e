package dev.lifeboat.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.backup.CopiedSystem;
import dev.lifeboat.set.Vault;
import dev.lifeboat.sweep.Calls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a copy that was read back counts as verified, and when it does not. */
@Timeout(120)
class ReadBackTest {
    @TempDir
    Path folder;

    private CopiedSystem system;

    @BeforeEach
    void take() throws Exception {
        system = new CopiedSystem(folder);
    }

    @Test
    void aCopyOfAVerifiedSetIsVerifiedWhereItLies() {
        mark("primary", MarkKind.VERIFIED, "primary");
        copy();
        assertThat(standing().state()).isEqualTo(SetState.VERIFIED);
        assertThat(standing().verifiedHere()).isTrue();
        copy();
        assertThat(marks())
                .filteredOn(mark -> "copy-1".equals(mark.store()))
                .as("one, however often it is copied")
                .singleElement()
                .satisfies(mark -> {
                    assertThat(mark.kind()).isEqualTo(MarkKind.VERIFIED);
                    assertThat(mark.detail()).contains("read back", "verified in primary at ", " by run-primary");
                });
    }

    @Test
    void aSetThatIsVerifiedAfterItWasCopiedMakesTheCopyVerifiedWhenThatIsAsked() {
        copy();
        assertThat(standing().state()).isEqualTo(SetState.TAKEN);
        assertThat(follow()).as("nobody has verified it").isFalse();
        assertThat(standing().state()).isEqualTo(SetState.TAKEN);
        mark("primary", MarkKind.VERIFIED, "primary");
        assertThat(follow()).isTrue();
        assertThat(follow()).isTrue();
        assertThat(standing().verifiedHere()).isTrue();
    }

    @Test
    void aDrillThatProvedTheSetVouchesForTheSameBytes() {
        mark("primary", MarkKind.PROVEN, null);
        copy();
        assertThat(standing().verifiedHere()).isTrue();
    }

    @Test
    void aSetThatFailedWhereItWasReadMakesNoCopyVerified() {
        mark("primary", MarkKind.VERIFIED, "primary");
        mark("primary", MarkKind.FAILED, "primary");
        copy();
        assertThat(standing().verifiedHere()).isFalse();
        assertThat(standing().state()).isEqualTo(SetState.TAKEN);
    }

    @Test
    void aMarkOfAnotherStoreThatLiesInTheSourceVouchesForNothing() {
        mark("primary", MarkKind.VERIFIED, "attic");
        copy();
        assertThat(standing().verifiedHere()).isFalse();
    }

    @Test
    void aCopyThatFailedStaysFailed() {
        copy();
        mark("copy-1", MarkKind.FAILED, "copy-1");
        mark("primary", MarkKind.VERIFIED, "primary");
        copy();
        assertThat(follow()).isFalse();
        assertThat(standing().state()).isEqualTo(SetState.FAILED);
    }

    @Test
    void aCopyThatWasChangedSinceItWasSealedIsAnotherSetAndGetsNoMark() throws Exception {
        copy();
        mark("primary", MarkKind.VERIFIED, "primary");
        Files.delete(folder.resolve("copy").resolve(system.set).resolve("manifest.json"));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(this::follow))
                .hasMessageContaining("there is no set");
    }

    private boolean follow() {
        return new CopyActivitiesImpl(system.secrets, Clock.systemUTC())
                .follow(Vault.of(system.runbook), system.set, set().manifestSha256(), "copy-1");
    }

    private void copy() {
        system.copy(system.request(system.runbook), Calls.retrying(new ArrayList<>()));
    }

    private Standing standing() {
        return Standing.in("copy-1", marks());
    }

    private List<Mark> marks() {
        OpenVault copy = system.only(system.runbook, "copy-1");
        return new Marks(copy).of(system.set, set().manifestSha256(), set().signer());
    }

    private AuthenticatedSet set() {
        return new SetReader(system.only(system.runbook, "primary")).authenticate(system.set);
    }

    private void mark(String store, MarkKind kind, @Nullable String read) {
        new Marks(system.only(system.runbook, store))
                .add(new Mark(kind, system.set, set().manifestSha256(), "run-" + read, Instant.now(), null)
                        .readFrom(read));
    }
}
