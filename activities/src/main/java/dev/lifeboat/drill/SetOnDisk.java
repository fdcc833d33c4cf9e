package dev.lifeboat.drill;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A set on a disk, as a person has it who copied its folder out of a store: the objects that its manifest names, and nothing else.
 * Each is compared with the manifest before anything is done with it: a script is among them, and it is going to be run with the
 * private keys at hand.
 */
final class SetOnDisk {
    private final Store store;
    private final Path disk;
    private final Heartbeat heartbeat;

    SetOnDisk(Store store, Path disk, Heartbeat heartbeat) {
        this.store = store;
        this.disk = disk;
        this.heartbeat = heartbeat;
    }

    /** The set's folder, filled. Throws SET_CORRUPT, STORE_UNAVAILABLE. */
    Path fetch(AuthenticatedSet set) {
        Manifest manifest = set.manifest();
        String folder = manifest.set() + "/";
        if (manifest.files().stream().noneMatch(file -> file.object().equals(SetObjects.SCRIPT))) {
            throw new LifeboatException(SET_CORRUPT, manifest.set() + " names no " + SetObjects.SCRIPT);
        }
        fetch(folder + SetObjects.MANIFEST, set.manifestSha256());
        fetch(folder + SetObjects.SIGNATURE, null);
        for (FileInfo file : manifest.files()) {
            fetch(folder + file.object(), file.sha256());
        }
        for (PartInfo part : manifest.parts().toList()) {
            fetch(part.set() == null ? folder + part.object() : part.place(), part.sha256());
        }
        // What was wrapped anew is signed by nobody; the script takes none of it at its word.
        for (StoredObject record : store.list(SetObjects.RECORDS + folder)) {
            fetch(record.name(), null);
        }
        return disk.resolve(manifest.set());
    }

    /** @param sha256 null: only what reads it can tell whether it is right */
    private void fetch(String name, @Nullable String sha256) {
        Path file = disk.resolve(ObjectNames.check(name));
        NearestStore.firstGood(store, name, one -> {
            String found = write(one, name, file);
            if (sha256 != null && !sha256.equals(found)) {
                throw new LifeboatException(SET_CORRUPT, name + " differs from its manifest (SHA-256)");
            }
            return found;
        });
    }

    private String write(Store one, String name, Path file) {
        MessageDigest digest = Digests.sha256();
        try (InputStream in = one.read(name)) {
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] block = new byte[1 << 16];
                for (int count = read(in, name, block); count >= 0; count = read(in, name, block)) {
                    digest.update(block, 0, count);
                    out.write(block, 0, count);
                    heartbeat.moved(0, count);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A disk that is full is not the store's fault. */
    private static int read(InputStream in, String name, byte[] block) {
        try {
            return in.read(block);
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be read: " + e.getMessage(), e);
        }
    }
}
