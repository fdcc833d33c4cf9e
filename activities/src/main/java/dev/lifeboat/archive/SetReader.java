package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;
import static dev.lifeboat.error.ErrorCode.SIGNER_UNKNOWN;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.MadeSignature;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.store.Listing;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens sets with distrust: signature, then signer, then manifest. Thread-safe. */
public final class SetReader {
    private final OpenVault vault;
    private final Store store;
    private @Nullable TrustedSigners signers;

    public SetReader(OpenVault vault) {
        this.vault = vault;
        this.store = vault.store();
    }

    /**
     * The set as the nearest store has it where it authenticates. Throws NO_SUCH_SET, SIGNATURE_INVALID, SIGNER_UNKNOWN,
     * SET_CORRUPT; STORE_UNAVAILABLE as long as a store does not answer and no other has it.
     */
    public AuthenticatedSet authenticate(String set) {
        return authenticated(set, null);
    }

    /** The same set as before, where a store has it; throws SET_CORRUPT if its manifest is another one everywhere by now. */
    public AuthenticatedSet authenticate(String set, String manifestSha256) {
        return authenticated(set, manifestSha256);
    }

    /**
     * A set whose manifest lies aside under another name, since its removal has begun; all else as {@link #authenticate}. Throws
     * NO_SUCH_SET if it does not lie there.
     */
    public AuthenticatedSet aside(String set, String object, String manifestSha256) {
        try {
            return authenticate(store, set, object, manifestSha256);
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(NO_SUCH_SET, "there is no " + object + " in " + store.describe(), e);
        }
    }

    private AuthenticatedSet authenticated(String set, @Nullable String manifestSha256) {
        if (!ObjectNames.valid(set)) {
            throw new LifeboatException(NO_SUCH_SET, "\"" + ObjectNames.printable(set) + "\" is not the name of a set");
        }
        try {
            return NearestStore.firstGood(
                    store, set, one -> authenticate(one, set, SetObjects.manifestOf(set), manifestSha256));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(NO_SUCH_SET, "there is no set " + set + " in " + store.describe(), e);
        }
    }

    private AuthenticatedSet authenticate(Store store, String set, String object, @Nullable String expectedSha256) {
        byte[] json = SetObjects.readSmall(store, object);
        MadeSignature signature =
                PgpVerifier.check(json, part(store, set, SetObjects.SIGNATURE), part(store, set, SetObjects.SIGNER));
        String manifestSha256 = Digests.sha256(json);
        boolean trusted = trusts(signature, set, manifestSha256);
        Manifest manifest = ManifestJson.readManifest(json, object);
        ManifestCheck.check(manifest, set);
        if (expectedSha256 != null && !expectedSha256.equals(manifestSha256)) {
            throw new LifeboatException(SET_CORRUPT, set + " has another manifest than the one this run began with");
        }
        return new AuthenticatedSet(manifest, manifestSha256, signature.signer(), trusted);
    }

    /** A former key's set counts once a trusted key has signed for it. Throws SIGNER_UNKNOWN. */
    private boolean trusts(MadeSignature signature, String set, String manifestSha256) {
        try {
            return trustedSigners().trusts(signature, set);
        } catch (LifeboatException e) {
            if (e.code() != SIGNER_UNKNOWN || !new CounterSignatures(vault).cover(set, manifestSha256)) {
                throw e;
            }
            return true;
        }
    }

    /**
     * Compares what the stores list with the manifest: an object that is missing or of a wrong size in each of them throws
     * SET_CORRUPT; the result names objects that the manifest does not know, which nothing ever reads.
     */
    public List<String> strangers(Manifest manifest) {
        String folder = manifest.set() + "/";
        Listing listing = Listing.of(store, folder);
        Map<String, Long> expected = new TreeMap<>();
        manifest.parts()
                .filter(part -> part.set() == null)
                .forEach(part -> expected.put(folder + part.object(), part.storedBytes()));
        manifest.files().forEach(file -> expected.put(folder + file.object(), file.storedBytes()));
        List<String> lacking = new ArrayList<>();
        expected.forEach((name, size) -> {
            if (!listing.has(name, size)) {
                lacking.add(
                        listing.sizes(name).isEmpty()
                                ? name + " is missing"
                                : name + " has " + listing.sizes(name).first() + " bytes, its manifest says " + size);
            }
        });
        if (!lacking.isEmpty()) {
            throw lacking(listing, String.join("; ", lacking.subList(0, Math.min(5, lacking.size()))));
        }
        requireNeeded(manifest);
        return listing.names().stream()
                .filter(name -> !expected.containsKey(name) && !isOwn(name.substring(folder.length())))
                .toList();
    }

    private static boolean isOwn(String name) {
        return name.equals(SetObjects.MANIFEST)
                || name.equals(SetObjects.SIGNATURE)
                || name.equals(SetObjects.CLAIM)
                // Left where the run that wrote it may not delete; nobody reads it any more.
                || name.startsWith(SetObjects.WORK);
    }

    /** Compares the objects of other sets that this one refers to with its manifest; throws SET_CORRUPT naming both sets. */
    public void requireNeeded(Manifest manifest) {
        for (String needed : manifest.needs()) {
            Listing listing = Listing.of(store, needed + "/");
            List<PartInfo> parts = manifest.parts()
                    .filter(part -> needed.equals(part.set()))
                    .filter(part -> !listing.has(part.place(), part.storedBytes()))
                    .toList();
            if (!parts.isEmpty()) {
                String what = listing.names().isEmpty()
                        ? needed + " is gone"
                        : parts.get(0).place() + " is missing or cut";
                throw lacking(
                        listing,
                        what + "; " + manifest.set() + " refers to " + parts.size()
                                + " of its objects that are not there");
            }
        }
    }

    /** As long as a store does not answer, it may have what the others lack. */
    private static LifeboatException lacking(Listing listing, String what) {
        LifeboatException unanswered = listing.unanswered();
        return unanswered == null
                ? new LifeboatException(SET_CORRUPT, what)
                : new LifeboatException(
                        unanswered.code(), what + "; a store does not answer: " + unanswered.getMessage(), unanswered);
    }

    /** Reads a file of the set from the nearest store whose object is as the manifest says; throws SET_CORRUPT. */
    public byte[] file(Manifest manifest, FileInfo file) {
        String name = manifest.set() + "/" + file.object();
        try {
            return NearestStore.firstGood(store, name, one -> {
                byte[] content = SetObjects.readSmall(one, name);
                if (content.length != file.storedBytes()
                        || !Digests.sha256(content).equals(file.sha256())) {
                    throw new LifeboatException(SET_CORRUPT, name + " differs from its manifest (SHA-256)");
                }
                return content;
            });
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, name + " is missing", e);
        }
    }

    /** Asked for once: where the runbook names no signers, the answer unlocks a private key. */
    private synchronized TrustedSigners trustedSigners() {
        if (signers == null) {
            signers = TrustedSigners.of(vault);
        }
        return signers;
    }

    private static byte[] part(Store store, String set, String name) {
        try {
            return SetObjects.readSmall(store, set + "/" + name);
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SIGNATURE_INVALID, set + "/" + name + " is missing: the set is not signed", e);
        }
    }
}
