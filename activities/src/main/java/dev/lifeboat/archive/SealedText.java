package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Opener;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Small texts beside the sets, compressed and encrypted: what they say may be as secret as rows. */
public final class SealedText {
    private SealedText() {}

    /** Writes it and returns its name in the store. Throws STORE_UNAVAILABLE, OBJECT_EXISTS. */
    public static String write(OpenVault vault, String folder, String name, String text) {
        String object = name + Archive.DEFAULT.compression().suffix() + ".pgp";
        try (SealedFile file = new SealedFile(vault.store(), vault.sealer(), Archive.DEFAULT, folder, object)) {
            file.write(text.getBytes(StandardCharsets.UTF_8));
            file.finish();
            return folder + "/" + object;
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, object + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Reads it back; throws SET_CORRUPT if it is not the text with this digest. */
    public static String read(OpenVault vault, String object, String sha256) {
        Opener opener = vault.opener();
        try {
            return NearestStore.firstGood(vault.store(), object, one -> read(one, opener, object, sha256));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, object + " is missing", e);
        }
    }

    private static String read(Store store, Opener opener, String object, String sha256) {
        byte[] sealed = SetObjects.readSmall(store, object);
        try (InputStream opened = opener.open(new ByteArrayInputStream(sealed));
                InputStream plain = Compressors.decompress(opened, Archive.DEFAULT.compression())) {
            byte[] text = plain.readAllBytes();
            if (!Digests.sha256(text).equals(sha256)) {
                throw new LifeboatException(SET_CORRUPT, object + " is not what was approved");
            }
            return new String(text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LifeboatException(SET_CORRUPT, object + " cannot be decompressed: " + e.getMessage(), e);
        }
    }
}
