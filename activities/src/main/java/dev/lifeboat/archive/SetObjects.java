package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import java.io.IOException;
import java.io.InputStream;

/** Names of a set's objects, and reading and writing small ones. */
public final class SetObjects {
    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.json.asc";
    public static final String CLAIM = "claim.json";
    public static final String CHECKSUMS = "checksums.sha256";
    public static final String SCHEMA = "schema.dump.pgp";
    public static final String SIGNER = "signing.pub.asc";
    public static final String README = "RESTORE.md";
    public static final String SCRIPT = "restore.sh";
    public static final String LOAD_LIST = "load.tsv";
    public static final String ROLES = "roles.sql";
    public static final String SEQUENCES = "sequences.sql";
    public static final String VIEWS = "views.sql";
    public static final String LARGE_OBJECTS = "large-objects.sql";

    /** Records of a running backup; removed when the set is sealed. */
    public static final String WORK = "work/";

    /** The most bytes a small object may have; a larger one is not what it says it is. */
    private static final int MOST_SMALL_BYTES = 256 << 20;

    private SetObjects() {}

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
