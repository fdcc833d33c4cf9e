package dev.lifeboat.archive;

import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * The sets of other runbooks that share a store with this one. Whose a set is its manifest says, whoever signed it: neighbours may
 * have keys of their own. Whoever names a manifest by its SHA-256 names its runbook with it, so a set that was replaced by one that
 * calls itself a neighbour's is missed all the same.
 */
public final class Neighbours {
    private final OpenVault vault;

    public Neighbours(OpenVault vault) {
        this.vault = vault;
    }

    /**
     * The SHA-256 of the manifest of a set that calls itself another runbook's; null: it is ours, or nobody's. Throws
     * STORE_UNAVAILABLE.
     */
    public @Nullable String manifestOf(String set) {
        Foreign foreign = foreign(set);
        return foreign == null ? null : foreign.manifestSha256();
    }

    /** What a set says of itself that calls itself another runbook's. */
    public record Foreign(Manifest manifest, String manifestSha256) {
        public String runbook() {
            return manifest.runbook();
        }
    }

    /**
     * A set that calls itself another runbook's, and of which nothing says that it was ours: a run of that runbook claimed the
     * folder, and no trusted mark beside it names another manifest. Null: it is ours, nobody's, or in doubt. Throws
     * STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING.
     */
    public @Nullable Foreign beyondDoubt(String set) {
        Foreign foreign = foreign(set);
        return foreign != null && claimed(set, foreign.manifest()) && !remembered(set, foreign.manifestSha256())
                ? foreign
                : null;
    }

    private boolean claimed(String set, Manifest manifest) {
        try {
            ManifestCheck.check(manifest, set);
            String[] run = new SetFolders(vault.store()).claimedBy(set).split("/", -1);
            return run.length > 1 && run[1].equals(manifest.runbook());
        } catch (NoSuchObjectException e) {
            return false;
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return false;
        }
    }

    /** Whether a key that we trust has marked another set in this folder. */
    private boolean remembered(String set, String sha256) {
        Marks marks = new Marks(vault);
        for (StoredObject record : vault.store().list(SetObjects.RECORDS + set + "/")) {
            Marks.SignedMark mark = set.equals(Marks.setOf(record.name())) ? marks.read(record.name()) : null;
            if (mark != null
                    && mark.mark().set().equals(set)
                    && !mark.mark().manifestSha256().equals(sha256)
                    && TrustedSigners.of(vault).knows(mark.signature().signer())) {
                return true;
            }
        }
        return false;
    }

    /** What a set says of itself that calls itself another runbook's; null: as above. */
    private @Nullable Foreign foreign(String set) {
        String name = SetObjects.manifestOf(set);
        try {
            byte[] json = SetObjects.readSmall(vault.store(), name);
            Manifest manifest = ManifestJson.readManifest(json, name);
            return manifest.runbook().equals(vault.vault().runbook())
                    ? null
                    : new Foreign(manifest, Digests.sha256(json));
        } catch (NoSuchObjectException e) {
            return null;
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return null;
        }
    }

    /**
     * Whether an alarm beside a set is another runbook's: the set calls itself so, and no alarm beside it names another manifest,
     * as that of a set of ours which was replaced does. Throws STORE_UNAVAILABLE.
     */
    public boolean haveTheAlarmOf(String set) {
        String sha256 = manifestOf(set);
        return sha256 != null
                && vault.store().list(SetObjects.RECORDS + set + "/").stream().allMatch(record -> {
                    Marks.SignedMark mark =
                            Marks.isOf(MarkKind.ALARMED, record.name()) ? new Marks(vault).read(record.name()) : null;
                    return mark == null || mark.mark().manifestSha256().equals(sha256);
                });
    }
}
