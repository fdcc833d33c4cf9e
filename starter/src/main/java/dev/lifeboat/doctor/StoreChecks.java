package dev.lifeboat.doctor;

import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The stores: writable, readable, private, and not all in one place. */
final class StoreChecks {
    private static final byte[] PROBE = "lifeboat doctor".getBytes(StandardCharsets.UTF_8);

    private StoreChecks() {}

    static List<Finding> examine(StoreSettings settings, Secrets secrets) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Doctor.guarded("store", () -> probe(Stores.open(settings.primary(), secrets), settings)));
        String path = settings.primary().path();
        if (path != null) {
            folder(findings, Path.of(path));
            if (settings.copies().isEmpty()) {
                findings.add(Finding.warning(
                        "store",
                        "the sets are on this machine only: what destroys it destroys them",
                        "copy the store's folder elsewhere (it is encrypted), or mount it from another machine"));
            }
        }
        return findings;
    }

    /** Writes an object, reads it and removes it again. */
    private static Finding probe(Store store, StoreSettings settings) {
        String name = "doctor/" + UUID.randomUUID();
        try {
            try (ObjectWriter writer = store.create(name)) {
                writer.write(PROBE, 0, PROBE.length);
                writer.commit();
            }
            try (InputStream read = store.read(name)) {
                if (!Arrays.equals(read.readAllBytes(), PROBE)) {
                    return Finding.bad(
                            "store", store.describe() + " returns other bytes than were written", "use another store");
                }
            }
            store.delete(name);
            return Finding.ok("store", store.describe() + " can be written, read and cleaned" + room(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String room(StoreSettings settings) throws IOException {
        String path = settings.primary().path();
        if (path == null) {
            return "";
        }
        long free = Files.getFileStore(Path.of(path)).getUsableSpace();
        return ", " + new ByteCount(free).human() + " free";
    }

    private static void folder(List<Finding> findings, Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            if (Files.getPosixFilePermissions(folder).stream()
                    .anyMatch(right -> right == PosixFilePermission.OTHERS_READ
                            || right == PosixFilePermission.OTHERS_WRITE
                            || right == PosixFilePermission.GROUP_WRITE)) {
                findings.add(Finding.warning("store", folder + " is open to others", "chmod 700 " + folder));
            }
        } catch (IOException e) {
            findings.add(Finding.bad("store", folder + " cannot be looked at", "check the folder's rights"));
        }
        if (Doctor.inGit(folder)) {
            findings.add(Finding.warning(
                    "store",
                    folder + " lies in a Git work tree",
                    "move it out, or make sure that Git ignores it: git check-ignore " + folder));
        }
    }
}
