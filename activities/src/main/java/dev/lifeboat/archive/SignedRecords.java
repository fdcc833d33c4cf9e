package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Small records in a store: create-only JSON, a detached signature beside each ({@code NAME.asc}), and the public keys of those
 * who signed under {@code records/signers/}. Which of them is trusted, {@link TrustedSigners} says.
 * Thread-safe.
 */
public final class SignedRecords {
    private static final String SIGNATURE = ".asc";
    private static final String SIGNERS = "records/signers/";

    private final OpenVault vault;
    private final Store store;
    private @Nullable List<byte[]> keys;
    private @Nullable TrustedSigners trusted;

    public SignedRecords(OpenVault vault) {
        this.vault = vault;
        this.store = vault.store();
    }

    /**
     * Writes a record under a name that ends in {@code .json}; where an earlier try wrote it, that one is signed and stays.
     * Returns the SHA-256 of what is there. Throws KEY_UNUSABLE, SECRET_MISSING.
     */
    public String write(String name, Object value) {
        Signer signer = vault.signer();
        keep(signer);
        byte[] json = ManifestJson.write(value);
        try {
            SetObjects.write(store, name, json);
        } catch (LifeboatException e) {
            if (e.code() != OBJECT_EXISTS) {
                throw e;
            }
            // An earlier try wrote it and perhaps died before its signature: sign what is there.
            json = SetObjects.readSmall(store, name);
        }
        if (!store.exists(name + SIGNATURE)) {
            writeUnlessThere(name + SIGNATURE, signer.sign(json));
        }
        return Digests.sha256(json);
    }

    /**
     * Reads a record. Throws NoSuchObjectException, SIGNATURE_INVALID, SIGNER_UNKNOWN for a stranger, SET_CORRUPT.
     */
    public <T> Signed<T> read(String name, Class<T> type) {
        byte[] json = SetObjects.readSmall(store, name);
        byte[] signature;
        try {
            signature = SetObjects.readSmall(store, name + SIGNATURE);
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SIGNATURE_INVALID, name + " is not signed", e);
        }
        String signer = PgpVerifier.verifyByAny(json, signature, keys());
        boolean trusted = trustedSigners().trusts(signer, name);
        return new Signed<>(ManifestJson.read(json, type, name), Digests.sha256(json), signer, trusted);
    }

    /** Whether a signer is trusted, as {@link TrustedSigners#trusts} says; throws SIGNER_UNKNOWN for a stranger. */
    public boolean trusts(String signer, String what) {
        return trustedSigners().trusts(signer, what);
    }

    private synchronized List<byte[]> keys() {
        if (keys == null) {
            List<byte[]> found = new ArrayList<>();
            Signer own = vault.signerIfAny();
            if (own != null) {
                found.add(own.publicKey());
            }
            for (StoredObject object : store.list(SIGNERS)) {
                found.add(SetObjects.readSmall(store, object.name()));
            }
            keys = found;
        }
        return keys;
    }

    private synchronized TrustedSigners trustedSigners() {
        if (trusted == null) {
            trusted = TrustedSigners.of(vault);
        }
        return trusted;
    }

    private void keep(Signer signer) {
        String name = SIGNERS + signer.fingerprint() + SIGNATURE;
        if (!store.exists(name)) {
            writeUnlessThere(name, signer.publicKey());
        }
    }

    private void writeUnlessThere(String name, byte[] content) {
        try {
            SetObjects.write(store, name, content);
        } catch (LifeboatException e) {
            // Another worker was faster.
            if (e.code() != OBJECT_EXISTS) {
                throw e;
            }
        }
    }

    /**
     * What was read.
     *
     * @param sha256 of its bytes
     * @param signer the primary fingerprint of the key that signed
     * @param trusted false only where the runbook trusts nobody by name: then the caller compares the signer
     */
    public record Signed<T>(T value, String sha256, String signer, boolean trusted) {}
}
