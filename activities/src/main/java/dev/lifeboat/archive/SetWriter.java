package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a set visible: sweeps what earlier tries left in its folder, writes the files for people and tools, then the
 * signature, and last, create-only, the manifest. Before that last object the set does not exist.
 */
public final class SetWriter {
    private final Store store;
    private final Signer signer;

    public SetWriter(Store store, Signer signer) {
        this.store = store;
        this.signer = signer;
    }

    /**
     * Seals the folder. The draft's {@code files} name what is there already (the schema archive); the result names all.
     * Throws OBJECT_EXISTS if another run sealed the folder.
     *
     * @param beforeItIsSeen gets the set just before its manifest is written; if it throws, there is no set
     */
    public AuthenticatedSet seal(Manifest draft, Consumer<AuthenticatedSet> beforeItIsSeen) {
        String folder = draft.set() + "/";
        Map<String, byte[]> texts = new LinkedHashMap<>();
        texts.put(SetObjects.SIGNER, signer.publicKey());
        texts.put(SetObjects.LOAD_LIST, RestoreKit.loadList(draft));
        texts.put(SetObjects.ROLES, RestoreKit.roles(draft));
        texts.put(SetObjects.SEQUENCES, RestoreKit.sequences(draft));
        if (draft.tables().stream().anyMatch(LargeObjects::contains)) {
            texts.put(SetObjects.LARGE_OBJECTS, RestoreKit.largeObjects());
        }
        texts.put(SetObjects.VIEWS, RestoreKit.views(draft));
        texts.put(SetObjects.SCRIPT, RestoreKit.script(draft));
        texts.put(SetObjects.README, RestoreKit.readme(draft));
        List<FileInfo> files = new ArrayList<>(draft.files());
        texts.forEach((name, text) -> files.add(new FileInfo(name, text.length, Digests.sha256(text))));
        byte[] sums = checkSums(draft, files);
        texts.put(SetObjects.CHECKSUMS, sums);
        files.add(new FileInfo(SetObjects.CHECKSUMS, sums.length, Digests.sha256(sums)));
        Manifest manifest = draft.withFiles(files);
        byte[] json = ManifestJson.write(manifest);

        sweep(manifest);
        texts.forEach((name, text) -> SetObjects.writeAgain(store, folder + name, text));
        writeSignature(folder + SetObjects.SIGNATURE, json);
        AuthenticatedSet set = new AuthenticatedSet(manifest, Digests.sha256(json), signer.fingerprint(), true);
        beforeItIsSeen.accept(set);
        SetObjects.write(store, folder + SetObjects.MANIFEST, json);
        removeWork(draft.set());
        return set;
    }

    /** An earlier try signed the same bytes, unless the store changed in between: a set before this one, or the target. */
    private void writeSignature(String name, byte[] json) {
        if (store.exists(name)) {
            try {
                PgpVerifier.verify(json, SetObjects.readSmall(store, name), signer.publicKey());
                return;
            } catch (LifeboatException e) {
                if (e.code() != SIGNATURE_INVALID) {
                    throw e;
                }
                store.delete(name);
            }
        }
        SetObjects.write(store, name, signer.sign(json));
    }

    /** The folder is this run's alone, and without a manifest nobody reads it: what is not a named part may go. */
    private void sweep(Manifest manifest) {
        String folder = manifest.set() + "/";
        if (store.exists(folder + SetObjects.MANIFEST)) {
            throw new LifeboatException(OBJECT_EXISTS, manifest.set() + " is sealed already");
        }
        Set<String> kept = new HashSet<>();
        kept.add(folder + SetObjects.CLAIM);
        kept.add(folder + SetObjects.SIGNATURE);
        manifest.files().forEach(file -> kept.add(folder + file.object()));
        manifest.parts().forEach(part -> kept.add(manifest.nameOf(part)));
        SetObjects.removeIfAllowed(
                store,
                store.list(folder).stream()
                        .map(StoredObject::name)
                        // The records of the run are needed again if this try dies before the manifest.
                        .filter(name -> !kept.contains(name) && !name.startsWith(folder + SetObjects.WORK))
                        .toList());
    }

    /** Removes the records of the run from a sealed set. */
    public void removeWork(String set) {
        SetObjects.removeIfAllowed(
                store,
                store.list(set + "/" + SetObjects.WORK).stream()
                        .map(StoredObject::name)
                        .toList());
    }

    /** Every object but itself, the manifest and its signature, as {@code sha256sum --strict -c} reads it. */
    private static byte[] checkSums(Manifest manifest, List<FileInfo> files) {
        StringBuilder text = new StringBuilder();
        for (FileInfo file : files) {
            text.append(file.sha256()).append("  ").append(file.object()).append('\n');
        }
        manifest.parts().forEach(part -> text.append(part.sha256())
                .append("  ")
                .append(RestoreKit.path(manifest, part))
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
