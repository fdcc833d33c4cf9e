package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names of a set's objects, and reading and writing small ones. */
public final class SetObjects {
    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.json.asc";
    public static final String CLAIM = "claim.json";
    public static final String CHECKSUMS = "checksums.sha256";
    public static final String SIGNER = "signing.pub.asc";
    public static final String README = "RESTORE.md";
    public static final String SCRIPT = "restore.sh";
    public static final String LOAD_LIST = "load.tsv";
    public static final String ROLES = "roles.sql";
    public static final String SEQUENCES = "sequences.sql";
    public static final String VIEWS = "views.sql";
    public static final String LARGE_OBJECTS = "large-objects.sql";

    /** Beside the sets: marks and all else that is kept of them. */
    public static final String RECORDS = "records/";

    /** Public keys of those who signed records. */
    public static final String SIGNERS = RECORDS + "signers/";

    /** Which further stores there are, by runbook: that one which is not mounted is not taken for a new one. */
    public static final String PLACES = "places/";

    /** Folders of a store in which neither sets nor marks lie. */
    public static final Set<String> OTHERS = Set.of("audit/", PLACES, "reports/", SetUse.FOLDER, SIGNERS);

    /** Records of a running backup; removed when the set is sealed. */
    public static final String WORK = "work/";

    /** How the names of the words on a set's removals begin in its folder of records. */
    public static final String REMOVAL = "removal-";

    private static final Pattern SCHEMA = Pattern.compile("schema(\\.[0-9]+)?\\.dump\\.pgp");
    private static final String FIRST_SCHEMA = "schema.dump.pgp";
    private static final int MOST_TRIES = 1000;

    /** The most bytes a small object may have; a larger one is not what it says it is. */
    private static final int MOST_SMALL_BYTES = 256 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SetObjects.class);

    private SetObjects() {}

    /** The object without which a folder is no set. */
    public static String manifestOf(String set) {
        return set + "/" + MANIFEST;
    }

    /** The set that an object seals, by its name: it is the manifest; empty: it is something else. */
    public static Optional<String> sealedBy(String object) {
        String end = manifestOf("");
        return object.endsWith(end)
                ? Optional.of(object.substring(0, object.length() - end.length()))
                : Optional.empty();
    }

    /** Whether an object of a set is its archive of definitions. */
    public static boolean isSchema(String object) {
        return SCHEMA.matcher(object).matches();
    }

    /** Writes a set's archive of definitions; returns its name in the set's folder. */
    public static String writeSchema(Store store, String set, byte[] content) {
        return writeBeside(store, set, FIRST_SCHEMA, content);
    }

    /**
     * A name in a set's folder that nothing has yet: the given one, or the same with a number before its suffixes,
     * {@code schema.2.dump.pgp}. An earlier try of a run may have written the first, and whoever writes sets need not have
     * the right to delete.
     */
    public static String freeName(Store store, String set, String object) {
        for (int number = 1; number <= MOST_TRIES; number++) {
            String name = numbered(object, number);
            if (!store.exists(set + "/" + name)) {
                return name;
            }
        }
        throw new LifeboatException(OBJECT_EXISTS, set + "/" + object + " was written too often");
    }

    /**
     * Writes an object of a set under its name or, if other bytes have that, beside it; returns the name in the set's folder.
     */
    public static String writeBeside(Store store, String set, String object, byte[] content) {
        for (int number = 1; number <= MOST_TRIES; number++) {
            String name = numbered(object, number);
            if (writeUnlessThere(store, set + "/" + name, () -> content)) {
                return name;
            }
            if (Arrays.equals(readSmall(store, set + "/" + name), content)) {
                return name;
            }
        }
        throw new LifeboatException(OBJECT_EXISTS, set + "/" + object + " was written too often");
    }

    private static String numbered(String object, int number) {
        int dot = object.indexOf('.', object.lastIndexOf('/') + 1);
        return number == 1 ? object : object.substring(0, dot) + "." + number + object.substring(dot);
    }

    /** Writes an object unless an earlier try wrote the same; throws OBJECT_EXISTS if something else is there. */
    public static void writeOnce(Store store, String name, byte[] content) {
        if (!writeUnlessThere(store, name, () -> content) && !Arrays.equals(readSmall(store, name), content)) {
            throw new LifeboatException(OBJECT_EXISTS, name + " is there already, with other content");
        }
    }

    /** Writes an object; false: something is there, and it stays. */
    public static boolean writeUnlessThere(Store store, String name, Supplier<byte[]> content) {
        return !store.exists(name) && writeIfNew(store, name, content.get());
    }

    /** As {@link #writeUnlessThere}, but only the store that is written to has a say. */
    static boolean writeIfNew(Store store, String name, byte[] content) {
        try {
            write(store, name, content);
            return true;
        } catch (LifeboatException e) {
            // Another worker, or an earlier try that still runs, was faster.
            if (e.code() != OBJECT_EXISTS) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Removes objects that nothing names, where the store lets this client delete; where it does not, they stay until a
     * clean-up with other credentials finds them.
     */
    public static void removeIfAllowed(Store store, Collection<String> names) {
        for (String name : names) {
            try {
                store.delete(name);
            } catch (LifeboatException e) {
                if (e.code() != OBJECT_LOCKED) {
                    throw e;
                }
                LOG.info("event=object-left name={} reason={}", name, e.getMessage());
                return;
            }
        }
    }

    /** Reads a small object whole; throws {@link dev.lifeboat.store.NoSuchObjectException}, SET_CORRUPT if it is huge. */
    public static byte[] readSmall(Store store, String name) {
        try (InputStream in = store.read(name)) {
            byte[] bytes = in.readNBytes(MOST_SMALL_BYTES + 1);
            if (bytes.length > MOST_SMALL_BYTES) {
                throw new LifeboatException(SET_CORRUPT, name + " is larger than any of its kind");
            }
            return bytes;
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes an object whole; throws OBJECT_EXISTS. */
    public static void write(Store store, String name, byte[] content) {
        try (ObjectWriter writer = store.create(name)) {
            writer.write(content, 0, content.length);
            writer.commit();
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + ": " + e.getMessage(), e);
        }
    }
}
