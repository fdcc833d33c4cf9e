package dev.lifeboat.archive;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.WrappedKey;
import dev.lifeboat.keys.WrappedKeys;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records {@code records/<set>/rewrap-<fingerprint>-<digest>.json}: create-only, signed, up to a thousand objects that
 * the set stored, whether the set itself is in this store or not. None replaces another, and no name can be taken
 * beforehand, since no two say the same. A record's signer decides what is tried first, and whether it counts for a set
 * as open; a wrong session key opens nothing, so a set stays readable when the signing key changes. Thread-safe.
 */
public final class Rewraps implements WrappedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(Rewraps.class);
    /** How the names of these records begin in a set's folder of records. */
    public static final String PREFIX = "rewrap-";

    private static final String NAME = "/" + PREFIX;
    private static final String SUFFIX = ".json";
    private static final int NAME_DIGITS = 16;
    /** A set that reuses chunks is read from several folders at a time. */
    private static final int SETS_IN_MEMORY = 16;

    private final OpenVault vault;
    private final Map<String, Map<String, List<WrappedKey>>> loaded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, List<WrappedKey>>> eldest) {
            return size() > SETS_IN_MEMORY;
        }
    };

    public Rewraps(OpenVault vault) {
        this.vault = vault;
    }

    /** Whether a record of a trusted signer opens an object that a set stored to this recipient. Throws STORE_UNAVAILABLE. */
    public boolean holds(String set, String object, String recipient) {
        return of(set, object).stream()
                .anyMatch(key -> key.trusted() && key.recipient().equals(recipient));
    }

    /** Writes a record. Throws KEY_UNUSABLE, SECRET_MISSING. */
    public void add(Rewrap rewrap) {
        String digest = Digests.sha256(ManifestJson.write(rewrap)).substring(0, NAME_DIGITS);
        new SignedRecords(vault)
                .write(SetObjects.RECORDS + rewrap.set() + NAME + rewrap.recipient() + "-" + digest + SUFFIX, rewrap);
        synchronized (loaded) {
            loaded.remove(rewrap.set());
        }
    }

    /** The SHA-256 of each record of a trusted signer beside a set, sorted. Throws STORE_UNAVAILABLE. */
    public List<String> digests(String set) {
        List<String> digests = new ArrayList<>();
        each(set, (name, read, trusted) -> {
            if (trusted) {
                digests.add(read.sha256());
            }
        });
        return digests.stream().sorted().toList();
    }

    /** The keys for which records of trusted signers hold objects that a set stored, be it one of them. Throws STORE_UNAVAILABLE. */
    public List<String> recipients(String set) {
        return loaded(set).values().stream()
                .flatMap(List::stream)
                .filter(WrappedKey::trusted)
                .map(WrappedKey::recipient)
                .distinct()
                .toList();
    }

    @Override
    public List<WrappedKey> of(String set, String object) {
        return loaded(set).getOrDefault(set + "/" + object, List.of());
    }

    private Map<String, List<WrappedKey>> loaded(String set) {
        synchronized (loaded) {
            Map<String, List<WrappedKey>> keys = loaded.get(set);
            if (keys == null) {
                keys = load(set);
                loaded.put(set, keys);
            }
            return keys;
        }
    }

    private Map<String, List<WrappedKey>> load(String set) {
        Map<String, List<WrappedKey>> keys = new HashMap<>();
        each(set, (name, read, trusted) -> {
            for (Rewrap.Wrapped wrapped : read.value().objects()) {
                keys.computeIfAbsent(wrapped.object(), key -> new ArrayList<>())
                        .add(new WrappedKey(name, read.value().recipient(), wrapped.packet(), trusted));
            }
        });
        return keys;
    }

    private interface Visitor {
        void see(String name, SignedRecords.Signed<Rewrap> read, boolean trusted);
    }

    /** Every record beside a set whose signature holds. */
    private void each(String set, Visitor visitor) {
        SignedRecords records = new SignedRecords(vault);
        Set<String> covered = null;
        for (StoredObject stored : vault.store().list(SetObjects.RECORDS + set + "/")) {
            String name = stored.name();
            if (!name.startsWith(SetObjects.RECORDS + set + NAME) || !name.endsWith(SUFFIX)) {
                continue;
            }
            try {
                SignedRecords.Signed<Rewrap> read = records.readOfAnybody(name, Rewrap.class);
                boolean trusted = trusted(records, read, name);
                if (!trusted) {
                    covered = covered == null ? new CounterSignatures(vault).recordsOf(set) : covered;
                    trusted = covered.contains(read.sha256());
                }
                if (!trusted) {
                    LOG.warn("event=rewrap-by-stranger object={} signer={}", name, read.signer());
                }
                visitor.see(name, read, trusted);
            } catch (LifeboatException | NoSuchObjectException e) {
                if (e instanceof LifeboatException known && !SignedRecords.isOfTheRecord(known)) {
                    throw e;
                }
                LOG.warn("event=rewrap-ignored object={} reason={}", name, e.getMessage());
            }
        }
    }

    /** Where the runbook trusts nobody by name, whoever has a key beside the records counts. */
    private static boolean trusted(SignedRecords records, SignedRecords.Signed<Rewrap> read, String name) {
        try {
            records.trustedSigners().trusts(read.signature(), name);
            return true;
        } catch (LifeboatException stranger) {
            return false;
        }
    }
}
