package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens sets with distrust: signature, then signer, then manifest. Thread-safe. */
public final class SetReader {
    private static final String HEX = "[0-9a-f]{%d}";
    private static final String SHA256 = String.format(Locale.ROOT, HEX, 64);
    private static final String HASH = String.format(Locale.ROOT, HEX, 32);

    private final OpenVault vault;
    private final Store store;
    private @Nullable TrustedSigners signers;

    public SetReader(OpenVault vault) {
        this.vault = vault;
        this.store = vault.store();
    }

    /** Throws NO_SUCH_SET, SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT. */
    public AuthenticatedSet authenticate(String set) {
        if (!ObjectNames.valid(set)) {
            throw new LifeboatException(
                    NO_SUCH_SET, "\"" + set.replaceAll("[^ -~]", "?") + "\" is not the name of a set");
        }
        byte[] json = manifest(set);
        String signer = PgpVerifier.verify(json, part(set, SetObjects.SIGNATURE), part(set, SetObjects.SIGNER));
        boolean trusted = trustedSigners().trusts(signer, set);
        Manifest manifest = ManifestJson.readManifest(json, set + "/" + SetObjects.MANIFEST);
        check(manifest, set);
        return new AuthenticatedSet(manifest, Digests.sha256(json), signer, trusted);
    }

    /** The same set as before; throws SET_CORRUPT if its manifest is another one by now. */
    public AuthenticatedSet authenticate(String set, String manifestSha256) {
        AuthenticatedSet found = authenticate(set);
        if (!found.manifestSha256().equals(manifestSha256)) {
            throw new LifeboatException(SET_CORRUPT, set + " has another manifest than the one this run began with");
        }
        return found;
    }

    /**
     * Compares the store's listing with the manifest: a missing object or a wrong size throws SET_CORRUPT; the result names
     * objects that the manifest does not know, which nothing ever reads.
     */
    public List<String> strangers(Manifest manifest) {
        String folder = manifest.set() + "/";
        Map<String, Long> expected = new TreeMap<>();
        manifest.parts()
                .filter(part -> part.set() == null)
                .forEach(part -> expected.put(part.object(), part.storedBytes()));
        manifest.files().forEach(file -> expected.put(file.object(), file.storedBytes()));
        List<String> strangers = new ArrayList<>();
        for (StoredObject object : store.list(folder)) {
            String name = object.name().substring(folder.length());
            Long size = expected.remove(name);
            boolean own = name.equals(SetObjects.MANIFEST)
                    || name.equals(SetObjects.SIGNATURE)
                    || name.equals(SetObjects.CLAIM)
                    // Left where the run that wrote it may not delete; nobody reads it any more.
                    || name.startsWith(SetObjects.WORK);
            if (size == null && !own) {
                strangers.add(object.name());
            } else if (size != null && size != object.size()) {
                throw new LifeboatException(
                        SET_CORRUPT, object.name() + " has " + object.size() + " bytes, its manifest says " + size);
            }
        }
        if (!expected.isEmpty()) {
            throw new LifeboatException(
                    SET_CORRUPT,
                    manifest.set() + " lacks "
                            + String.join(
                                    ", ", expected.keySet().stream().limit(5).toList()));
        }
        requireNeeded(manifest);
        return strangers;
    }

    /** Compares the objects of other sets that this one refers to with its manifest; throws SET_CORRUPT naming both sets. */
    public void requireNeeded(Manifest manifest) {
        for (String needed : manifest.needs()) {
            Map<String, Long> sizes = new HashMap<>();
            store.list(needed + "/").forEach(object -> sizes.put(object.name(), object.size()));
            List<PartInfo> parts = manifest.parts()
                    .filter(part -> needed.equals(part.set()))
                    .filter(part -> !Objects.equals(sizes.get(part.place()), part.storedBytes()))
                    .toList();
            if (!parts.isEmpty()) {
                String what =
                        sizes.isEmpty() ? needed + " is gone" : parts.get(0).place() + " is missing or cut";
                throw new LifeboatException(
                        SET_CORRUPT,
                        what + "; " + manifest.set() + " refers to " + parts.size()
                                + " of its objects that are not there");
            }
        }
    }

    /** Reads a file of the set and compares it with the manifest; throws SET_CORRUPT. */
    public byte[] file(Manifest manifest, FileInfo file) {
        String name = manifest.set() + "/" + file.object();
        try {
            byte[] content = SetObjects.readSmall(store, name);
            if (content.length != file.storedBytes() || !Digests.sha256(content).equals(file.sha256())) {
                throw new LifeboatException(SET_CORRUPT, name + " differs from its manifest (SHA-256)");
            }
            return content;
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

    private byte[] manifest(String set) {
        try {
            return SetObjects.readSmall(store, set + "/" + SetObjects.MANIFEST);
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(NO_SUCH_SET, "there is no set " + set + " in " + store.describe(), e);
        }
    }

    private byte[] part(String set, String name) {
        try {
            return SetObjects.readSmall(store, set + "/" + name);
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SIGNATURE_INVALID, set + "/" + name + " is missing: the set is not signed", e);
        }
    }

    private static void check(Manifest manifest, String set) {
        if (!manifest.set().equals(set)) {
            throw new LifeboatException(SET_CORRUPT, set + " holds the manifest of " + manifest.set());
        }
        Set<String> names = new HashSet<>();
        for (TableInfo table : manifest.tables()) {
            checkChunks(table, set);
            for (PartInfo part : table.parts()) {
                if (part.set() != null
                        && (!ObjectNames.valid(part.set()) || part.set().equals(set))) {
                    throw new LifeboatException(SET_CORRUPT, set + ": " + part.object() + " lies in no other set");
                }
                checkName(part.place(), names, set);
                if (!part.sha256().matches(SHA256) || !part.hash().matches(HASH)) {
                    throw new LifeboatException(SET_CORRUPT, set + ": " + part.object() + " has no proper check sums");
                }
            }
        }
        for (FileInfo file : manifest.files()) {
            checkName(file.object(), names, set);
            if (!file.sha256().matches(SHA256)) {
                throw new LifeboatException(SET_CORRUPT, set + ": " + file.object() + " has no proper check sum");
            }
        }
    }

    /** They are compared with nothing else before a later set refers to them. */
    private static void checkChunks(TableInfo table, String set) {
        int number = 1;
        int parts = 0;
        for (ChunkInfo chunk : table.chunks()) {
            if (chunk.number() != number++
                    || chunk.parts() < 0
                    || !chunk.textSha256().matches(SHA256)) {
                throw new LifeboatException(SET_CORRUPT, set + ": " + table.qualifiedName() + " has no proper chunks");
            }
            parts += chunk.parts();
        }
        if (!table.chunks().isEmpty() && parts != table.parts().size()) {
            throw new LifeboatException(
                    SET_CORRUPT, set + ": the chunks of " + table.qualifiedName() + " are not its parts");
        }
    }

    private static void checkName(String name, Set<String> names, String set) {
        ObjectNames.check(name);
        if (!names.add(name)) {
            throw new LifeboatException(SET_CORRUPT, set + " names " + name + " twice");
        }
    }
}
