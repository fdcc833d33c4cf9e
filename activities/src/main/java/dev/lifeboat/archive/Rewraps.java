package dev.lifeboat.archive;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.WrappedKeys;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records {@code records/<set>/rewrap-<fingerprint>-<number>.json}: create-only, signed, a thousand objects each. A record's signer
 * decides only what is tried first, since a wrong session key opens nothing: so a set stays readable when the signing key changes.
 * Thread-safe.
 */
public final class Rewraps implements WrappedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(Rewraps.class);
    private static final String FOLDER = "records/";
    /** How the names of these records begin in a set's folder of records. */
    public static final String PREFIX = "rewrap-";

    private static final String NAME = "/" + PREFIX;
    private static final String SUFFIX = ".json";
    /** A set that reuses chunks is read from several folders at a time. */
    private static final int SETS_IN_MEMORY = 16;

    private final OpenVault vault;
    private final Map<String, Map<String, List<byte[]>>> loaded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, List<byte[]>>> eldest) {
            return size() > SETS_IN_MEMORY;
        }
    };

    public Rewraps(OpenVault vault) {
        this.vault = vault;
    }

    /** The name of a set's record; numbers begin with 1. */
    public static String nameOf(String set, String recipient, int number) {
        return FOLDER + set + NAME + recipient + "-" + number + SUFFIX;
    }

    /** Whether a record is there that is properly signed by a trusted key. */
    public boolean holds(String name) {
        return vault.store().exists(name) && new SignedRecords(vault).read(name, Rewrap.class) != null;
    }

    /** Writes a record. Throws KEY_UNUSABLE, SECRET_MISSING. */
    public void add(String name, Rewrap rewrap) {
        new SignedRecords(vault).write(name, rewrap);
    }

    @Override
    public List<byte[]> packets(String set, String object) {
        Map<String, List<byte[]>> packets;
        synchronized (loaded) {
            packets = loaded.get(set);
            if (packets == null) {
                packets = load(set);
                loaded.put(set, packets);
            }
        }
        return packets.getOrDefault(set + "/" + object, List.of());
    }

    private Map<String, List<byte[]>> load(String set) {
        SignedRecords records = new SignedRecords(vault);
        Map<String, List<byte[]>> packets = new HashMap<>();
        for (StoredObject stored : vault.store().list(FOLDER + set + "/")) {
            String name = stored.name();
            if (!name.startsWith(FOLDER + set + NAME) || !name.endsWith(SUFFIX)) {
                continue;
            }
            try {
                SignedRecords.Signed<Rewrap> read = records.readOfAnybody(name, Rewrap.class);
                boolean trusted = trusted(records, read, name);
                for (Rewrap.Wrapped wrapped : read.value().objects()) {
                    List<byte[]> known = packets.computeIfAbsent(wrapped.object(), key -> new ArrayList<>());
                    known.add(trusted ? 0 : known.size(), Base64.getDecoder().decode(wrapped.packet()));
                }
            } catch (LifeboatException | NoSuchObjectException | IllegalArgumentException e) {
                if (e instanceof LifeboatException known && !SignedRecords.isOfTheRecord(known)) {
                    throw e;
                }
                LOG.warn("event=rewrap-ignored object={} reason={}", name, e.getMessage());
            }
        }
        return packets;
    }

    private static boolean trusted(SignedRecords records, SignedRecords.Signed<Rewrap> read, String name) {
        try {
            return records.trustedSigners().trusts(read.signature(), name);
        } catch (LifeboatException stranger) {
            LOG.warn("event=rewrap-by-stranger object={} signer={}", name, read.signer());
            return false;
        }
    }
}
