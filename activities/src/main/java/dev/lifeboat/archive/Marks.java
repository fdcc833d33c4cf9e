package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marks beside the sets: create-only, signed, one a run and kind. A mark that is not properly signed says nothing. */
public final class Marks {
    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);
    private static final String FOLDER = "records/";

    private final OpenVault vault;
    private final Store store;

    public Marks(OpenVault vault) {
        this.vault = vault;
        this.store = vault.store();
    }

    /** Writes a mark; a repeat by the same run changes nothing. */
    public void add(Mark mark) {
        String name = FOLDER + mark.set() + "/" + mark.kind().wireName() + "-"
                + Digests.sha256(mark.runId().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        Signer signer = vault.signer();
        byte[] json = ManifestJson.write(mark);
        try {
            SetObjects.write(store, name + ".json", json);
        } catch (LifeboatException e) {
            if (e.code() != OBJECT_EXISTS) {
                throw e;
            }
            // An earlier try wrote the mark and perhaps died before its signature: sign what is there.
            json = SetObjects.readSmall(store, name + ".json");
        }
        if (!store.exists(name + ".json.asc")) {
            SetObjects.write(store, name + ".json.asc", signer.sign(json));
        }
    }

    /** The set's valid marks, in no particular order. */
    public List<Mark> of(String set, String manifestSha256) {
        List<Mark> marks = new ArrayList<>();
        Signer own = vault.signerIfAny();
        for (StoredObject object : store.list(FOLDER + set + "/")) {
            if (object.name().endsWith(".json")) {
                try {
                    byte[] json = SetObjects.readSmall(store, object.name());
                    byte[] signature = SetObjects.readSmall(store, object.name() + ".asc");
                    byte[] key =
                            own != null ? own.publicKey() : SetObjects.readSmall(store, set + "/" + SetObjects.SIGNER);
                    PgpVerifier.verify(json, signature, key);
                    Mark mark = ManifestJson.read(json, Mark.class, object.name());
                    if (mark.set().equals(set) && mark.manifestSha256().equals(manifestSha256)) {
                        marks.add(mark);
                    }
                } catch (LifeboatException | NoSuchObjectException e) {
                    LOG.warn("event=mark-ignored object={} reason={}", object.name(), e.getMessage());
                }
            }
        }
        return marks;
    }
}
