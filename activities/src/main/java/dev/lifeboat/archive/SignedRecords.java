package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SECRET_MISSING;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;
import static dev.lifeboat.error.ErrorCode.SIGNER_UNKNOWN;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.MadeSignature;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small records in a store: create-only JSON, a detached signature beside each ({@code NAME.SHA.asc}, where SHA are the first 16
 * digits of the content's SHA-256), and the public keys of those who signed under {@code records/signers/}. Which of them is
 * trusted, {@link TrustedSigners} says.
 *
 * <p>The signature comes first. So a record without one was not written by us, and whoever finds one under the name that it wanted
 * to write signs nothing but its own words: else anybody who may write into the store could have any statement signed.
 * Thread-safe.
 */
public final class SignedRecords {
    private static final String SIGNATURE = ".asc";
    private static final int MOST_KEY_BYTES = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(SignedRecords.class);
    private static final int SHA_DIGITS = 16;

    private final OpenVault vault;
    private final Store store;
    private @Nullable List<byte[]> keys;
    private @Nullable TrustedSigners trusted;

    public SignedRecords(OpenVault vault) {
        this.vault = vault;
        this.store = vault.store();
    }

    /**
     * Writes a record under a name that ends in {@code .json}; one that an earlier try or another worker wrote there stays.
     * Returns the SHA-256 of what is there. Throws KEY_UNUSABLE, SECRET_MISSING; SIGNATURE_INVALID, SIGNER_UNKNOWN if somebody
     * else put something under that name.
     */
    public String write(String name, Object value) {
        return writeFile(name, ManifestJson.write(value));
    }

    /** As {@link #write}, what is no record: a page for people beside one. */
    public String writeFile(String name, byte[] content) {
        Signer signer = vault.signer();
        keep(signer);
        // Whatever a copy has under that name must not stand for it.
        SetObjects.writeIfNew(store, signatureName(name, content), signer.sign(content));
        if (SetObjects.writeUnlessThere(store, name, () -> content)) {
            return Digests.sha256(content);
        }
        byte[] there = SetObjects.readSmall(store, name);
        if (!Arrays.equals(there, content)) {
            try {
                trustedSigners().trusts(signature(name, there), name);
            } catch (LifeboatException e) {
                throw isOfTheRecord(e) ? taken(name, e) : e;
            }
        }
        return Digests.sha256(there);
    }

    /** What is not ours is neither overwritten nor signed, so it blocks our word until a person removes it. */
    private LifeboatException taken(String name, LifeboatException e) {
        return new LifeboatException(
                e.code(),
                "somebody else put " + name + " into " + store.describe() + ", where a record of ours belongs: "
                        + e.getMessage()
                        + ". Find out who; remove it with all its versions by the store's own means, or"
                        + " trust its signer (keys.signers); then repeat",
                e);
    }

    /**
     * Reads a record from the nearest store in which it holds. Throws NoSuchObjectException, SIGNATURE_INVALID, SIGNER_UNKNOWN for
     * a stranger, SET_CORRUPT.
     */
    public <T> Signed<T> read(String name, Class<T> type) {
        Signed<T> read = readOfAnybody(name, type);
        return new Signed<>(
                read.value(), read.sha256(), read.signature(), trustedSigners().trusts(read.signature(), name));
    }

    /** As {@link #read}, what {@link #writeFile} wrote. */
    public Signed<byte[]> readFile(String name) {
        Signed<byte[]> read = ofAnybody(name, content -> content);
        return new Signed<>(
                read.value(), read.sha256(), read.signature(), trustedSigners().trusts(read.signature(), name));
    }

    /**
     * As {@link #read}, where the caller judges the signer: that of a trusted one if a store has it, else the nearest that holds;
     * {@code trusted} is false.
     */
    <T> Signed<T> readOfAnybody(String name, Class<T> type) {
        return ofAnybody(name, json -> ManifestJson.read(json, type, name));
    }

    private <T> Signed<T> ofAnybody(String name, Function<byte[], T> parse) {
        // What is wrong with our own keys is no store's fault.
        keys();
        List<Signed<T>> holding = new ArrayList<>();
        try {
            return NearestStore.firstGood(store, name, one -> {
                byte[] content = SetObjects.readSmall(one, name);
                MadeSignature signature = signature(name, content);
                Signed<T> read = new Signed<>(parse.apply(content), Digests.sha256(content), signature, false);
                holding.add(read);
                trustedSigners().trusts(signature, name);
                return read;
            });
        } catch (LifeboatException e) {
            if (holding.isEmpty()) {
                throw e;
            }
            return holding.get(0);
        }
    }

    /** The public key of this primary fingerprint as it lies among the signers. Throws SIGNATURE_INVALID if it does not. */
    public byte[] publicKey(String fingerprint) {
        return keys().stream()
                .filter(key -> isOf(fingerprint, key))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        SIGNATURE_INVALID, "the key " + fingerprint + " is not under " + SetObjects.SIGNERS));
    }

    /** The signature file of these bytes by this key, for whoever checks it elsewhere. Throws SIGNATURE_INVALID if there is none. */
    public byte[] signatureFile(String name, byte[] content, String signer) {
        for (String object : signatureNames(name, content)) {
            try {
                return NearestStore.firstGood(store, object, one -> {
                    byte[] found = SetObjects.readSmall(one, object);
                    if (!PgpVerifier.checkByAny(content, found, keys()).signer().equals(signer)) {
                        throw new LifeboatException(SIGNATURE_INVALID, object + " is by another key");
                    }
                    return found;
                });
            } catch (NoSuchObjectException e) {
                LOG.debug("event=signature-not-there object={}", object);
            } catch (LifeboatException e) {
                if (!isOfTheRecord(e)) {
                    throw e;
                }
            }
        }
        throw new LifeboatException(SIGNATURE_INVALID, name + " is not signed by " + signer);
    }

    /** Stores of the first version have it under the record's own name. */
    private static List<String> signatureNames(String name, byte[] content) {
        return List.of(signatureName(name, content), name + SIGNATURE);
    }

    private static boolean isOf(String fingerprint, byte[] key) {
        try {
            return PgpVerifier.signer(key).equals(fingerprint);
        } catch (LifeboatException e) {
            // Whoever may write there can call anything a key.
            return false;
        }
    }

    synchronized TrustedSigners trustedSigners() {
        if (trusted == null) {
            trusted = TrustedSigners.of(vault);
        }
        return trusted;
    }

    /** Where the signature of a file of these bytes is. */
    public static String signatureName(String name, byte[] json) {
        return name + "." + Digests.sha256(json).substring(0, SHA_DIGITS) + SIGNATURE;
    }

    /**
     * Of the signatures beside a record, in all stores, the first that holds and is trusted, else the first that holds: whoever may
     * write can put another one there, and must not hide a good one by it.
     */
    private MadeSignature signature(String name, byte[] json) {
        List<MadeSignature> holding = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String object : signatureNames(name, json)) {
            try {
                return NearestStore.firstGood(store, object, one -> {
                    MadeSignature found = PgpVerifier.checkByAny(json, SetObjects.readSmall(one, object), keys());
                    holding.add(found);
                    trustedSigners().trusts(found, name);
                    return found;
                });
            } catch (NoSuchObjectException e) {
                problems.add(object + " is missing");
            } catch (LifeboatException e) {
                if (!isOfTheRecord(e) && holding.isEmpty()) {
                    throw e;
                }
                problems.add(object + ": " + e.getMessage());
            }
        }
        if (holding.isEmpty()) {
            throw new LifeboatException(SIGNATURE_INVALID, name + " is not signed; " + String.join("; ", problems));
        }
        return holding.get(0);
    }

    private synchronized List<byte[]> keys() {
        if (keys == null) {
            List<byte[]> found = new ArrayList<>();
            ownKey().ifPresent(found::add);
            // Whom to trust is asked once, too, and before the first record is judged.
            trustedSigners();
            for (StoredObject object : store.list(SetObjects.SIGNERS)) {
                if (object.size() > MOST_KEY_BYTES) {
                    LOG.warn("event=signer-ignored object={} reason=\"larger than any key\"", object.name());
                    continue;
                }
                found.add(key(object.name()));
            }
            keys = found;
        }
        return keys;
    }

    /** From the nearest store that has under a key's name that key, else whatever the nearest has there. */
    private byte[] key(String name) {
        try {
            return NearestStore.firstGood(store, name, one -> {
                byte[] key = SetObjects.readSmall(one, name);
                if (!name.startsWith(SetObjects.SIGNERS + PgpVerifier.signer(key) + ".")) {
                    throw new LifeboatException(SIGNATURE_INVALID, name + " holds another key");
                }
                return key;
            });
        } catch (LifeboatException e) {
            if (!isOfTheRecord(e)) {
                throw e;
            }
            return SetObjects.readSmall(store, name);
        }
    }

    /** A machine that only reads needs no secret key: whoever signs leaves the public half among the signers first. */
    private Optional<byte[]> ownKey() {
        try {
            return Optional.ofNullable(vault.signerIfAny()).map(Signer::publicKey);
        } catch (LifeboatException e) {
            if (e.code() != SECRET_MISSING && e.code() != KEY_UNUSABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Whether an error is about the record alone: then it says nothing. Any other one must not hide what it says. */
    public static boolean isOfTheRecord(LifeboatException e) {
        return e.code() == SIGNATURE_INVALID || e.code() == SIGNER_UNKNOWN || e.code() == SET_CORRUPT;
    }

    /** Neither somebody else's bytes under its name nor the same key with an earlier end may stand for a key: it lies beside them. */
    private void keep(Signer signer) {
        byte[] key = signer.publicKey();
        String name = SetObjects.SIGNERS + signer.fingerprint();
        SetObjects.writeUnlessThere(store, name + SIGNATURE, () -> key);
        if (!Arrays.equals(SetObjects.readSmall(store, name + SIGNATURE), key)) {
            SetObjects.writeUnlessThere(store, signatureName(name, key), () -> key);
        }
    }

    /**
     * What was read.
     *
     * @param sha256 of its bytes
     * @param trusted false only where the runbook trusts nobody by name: then the caller compares the signer
     */
    public record Signed<T>(T value, String sha256, MadeSignature signature, boolean trusted) {
        /** The primary fingerprint of the key that signed. */
        public String signer() {
            return signature.signer();
        }
    }
}
