package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.RUN_SUPERSEDED;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a set visible: puts down its draft, sweeps what earlier tries left in its folder, writes the files for people
 * and tools, then the signature, and last, create-only, the manifest. Before that last object the set does not exist. Nothing is
 * ever written over, so tries that overlap do no harm, and the right to delete is not needed.
 */
public final class SetWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SetWriter.class);

    private final OpenVault vault;
    private final Store store;
    private final Signer signer;

    /** Throws KEY_UNUSABLE, SECRET_MISSING. */
    public SetWriter(OpenVault vault) {
        this.vault = vault;
        this.store = vault.store();
        this.signer = vault.signer();
    }

    /**
     * The draft that an earlier try of this put down, or this one: the first word stays, whatever the store, the target or the
     * clock say by now. Throws OBJECT_EXISTS if the run has copied something else since, KEY_UNUSABLE if it signed with another
     * key.
     *
     * @param attempt which snapshot of the run it is
     * @param copied digest of what the run copied
     * @param draft whose {@code files} name what is there already (the schema archive)
     */
    public Manifest putDown(String set, String runId, int attempt, String copied, Supplier<Manifest> draft) {
        SignedRecords records = new SignedRecords(vault);
        String name = String.format(Locale.ROOT, "%s/%ssealing-a%d.json", set, SetObjects.WORK, attempt);
        if (!store.exists(name)) {
            records.write(name, new SetDraft(copied, draft.get()));
        }
        SignedRecords.Signed<SetDraft> first = records.readOfAnybody(name, SetDraft.class);
        if (!first.signer().equals(signer.fingerprint())) {
            throw new LifeboatException(
                    KEY_UNUSABLE,
                    set + " began to be sealed with key " + first.signer() + ", and keys.signing is "
                            + signer.fingerprint() + " here: start the backup again");
        }
        Manifest manifest = first.value().manifest();
        if (!manifest.set().equals(set)
                || !manifest.runId().equals(runId)
                || !first.value().copied().equals(copied)) {
            throw new LifeboatException(
                    OBJECT_EXISTS,
                    name + " is of run " + manifest.runId()
                            + " and of what that one copied before: start the backup again");
        }
        return manifest;
    }

    /**
     * Seals the folder of what was put down. Throws OBJECT_EXISTS if it is sealed, or if other words lie under one of the names;
     * RUN_SUPERSEDED if the run gave the folder up.
     *
     * @param beforeItIsSigned gets the set before anything makes it one: from the signature on, whoever may write to the store
     *     can put the manifest there
     * @param beforeItIsSeen runs just before the manifest is written; if either throws, there is no set
     */
    public AuthenticatedSet seal(Manifest draft, Consumer<AuthenticatedSet> beforeItIsSigned, Runnable beforeItIsSeen) {
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
        texts.forEach((name, text) -> SetObjects.writeOnce(store, folder + name, text));
        AuthenticatedSet set = new AuthenticatedSet(manifest, Digests.sha256(json), signer.fingerprint(), true);
        beforeItIsSigned.accept(set);
        writeSignature(folder + SetObjects.SIGNATURE, json);
        beforeItIsSeen.run();
        requireClaim(draft);
        SetObjects.write(store, folder + SetObjects.MANIFEST, json);
        removeWork(draft.set());
        return set;
    }

    /** Each signature has its own time in it: the first one that was written stays. */
    private void writeSignature(String name, byte[] json) {
        if (SetObjects.writeUnlessThere(store, name, () -> signer.sign(json))) {
            return;
        }
        try {
            PgpVerifier.verify(json, SetObjects.readSmall(store, name), signer.publicKey());
        } catch (LifeboatException e) {
            throw e.code() != SIGNATURE_INVALID
                    ? e
                    : new LifeboatException(OBJECT_EXISTS, name + " signs another manifest: " + e.getMessage(), e);
        }
    }

    /** The folder is this run's alone, and without a manifest nobody reads it: what is not a named part may go. */
    private void sweep(Manifest manifest) {
        String folder = manifest.set() + "/";
        requireClaim(manifest);
        if (store.exists(folder + SetObjects.MANIFEST)) {
            throw new LifeboatException(OBJECT_EXISTS, manifest.set() + " is sealed already");
        }
        Set<String> kept = new HashSet<>();
        kept.add(folder + SetObjects.CLAIM);
        kept.add(folder + SetObjects.SIGNATURE);
        // Another try may just have written it.
        kept.add(folder + SetObjects.MANIFEST);
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

    /** What a run gave up, another one may have begun to fill: it must neither be swept nor be seen. */
    private void requireClaim(Manifest manifest) {
        try {
            if (new SetFolders(store).claimedBy(manifest.set()).equals(manifest.runId())) {
                return;
            }
        } catch (NoSuchObjectException e) {
            LOG.info("event=claim-gone set={}", manifest.set());
        }
        throw new LifeboatException(
                RUN_SUPERSEDED, "run " + manifest.runId() + " gave " + manifest.set() + " up; nothing of it is seen");
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
