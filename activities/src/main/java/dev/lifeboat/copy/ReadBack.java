package dev.lifeboat.copy;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SECRET_MISSING;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy's own word that it is verified. A copy is read back and each object has the manifest's SHA-256; where the same set was
 * verified or proven in another store, these very bytes were decrypted and counted there. Neither alone would do. A copy that failed
 * stays failed: what was found there, only a verification of that store takes back.
 */
final class ReadBack {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

    private final OpenVault vault;
    private final Clock clock;

    ReadBack(OpenVault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * Marks a copy that was read back, if one of these stores has the set verified and the signing key is here; a repeat changes
     * nothing. Returns whether a mark says now that the copy is good.
     *
     * @param sources asked in this order; one that does not answer says nothing
     * @param to the copy's store
     */
    boolean mark(AuthenticatedSet set, List<String> sources, String to) {
        OpenVault copy = vault.only(to);
        Standing there = Standing.in(to, marks(copy, set));
        if (there.verifiedHere() || there.failure() != null) {
            return there.verifiedHere();
        }
        for (String source : sources) {
            Optional<Mark> followed = found(source, set);
            if (followed.isPresent()) {
                return canSign(copy) && write(copy, followed.get(), source, to);
            }
        }
        return false;
    }

    private boolean write(OpenVault copy, Mark followed, String source, String to) {
        new Marks(copy)
                .add(new Mark(
                                MarkKind.VERIFIED,
                                followed.set(),
                                followed.manifestSha256(),
                                // Of one verification one mark, however often this is repeated.
                                RunIds.copy(vault.vault().runbook(), followed.set(), to) + "/" + followed.runId(),
                                clock.instant(),
                                "read back when it was copied; "
                                        + followed.kind().wireName() + " in " + source + " at " + followed.at() + " by "
                                        + followed.runId())
                        .readFrom(to));
        return true;
    }

    /** The newest mark by which the set is verified or proven in a store; empty: it is not, or failed there, or nobody answers. */
    private Optional<Mark> found(String source, AuthenticatedSet set) {
        List<Mark> marks;
        try {
            marks = marks(vault.only(source), set);
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            LOG.warn("event=marks-not-read store={} reason=\"{}\"", source, e.getMessage());
            return Optional.empty();
        }
        if (Standing.in(source, marks).failure() != null) {
            return Optional.empty();
        }
        return marks.stream()
                .filter(mark -> mark.kind() == MarkKind.VERIFIED || mark.kind() == MarkKind.PROVEN)
                .filter(mark -> mark.store() == null || source.equals(mark.store()))
                .max(Comparator.comparing(Mark::at));
    }

    private static List<Mark> marks(OpenVault store, AuthenticatedSet set) {
        return new Marks(store).of(set.manifest().set(), set.manifestSha256(), set.signer());
    }

    /** Copies are made without a signing key, too; then they are taken for copies, and no more. */
    private static boolean canSign(OpenVault copy) {
        try {
            return copy.signerIfAny() != null;
        } catch (LifeboatException e) {
            if (e.code() != SECRET_MISSING && e.code() != KEY_UNUSABLE) {
                throw e;
            }
            return false;
        }
    }
}
