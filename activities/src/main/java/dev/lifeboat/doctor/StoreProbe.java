package dev.lifeboat.doctor;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a store does with one object: the only way to learn what its server and these credentials really allow. */
final class StoreProbe {
    /** One name for all times, so that no more than this stays where nothing may be deleted. */
    static final String NAME = "doctor/probe";

    private static final byte[] CONTENT = "lifeboat doctor".getBytes(StandardCharsets.UTF_8);
    /** Where the runbook does not say for how many days: what the probe leaves can be removed tomorrow. */
    private static final Period LOCK = Period.ofDays(1);

    private final String check;
    private final StoreLocation location;
    private final Store store;
    private final Secrets secrets;

    private StoreProbe(String check, StoreLocation location, Store store, Secrets secrets) {
        this.check = check;
        this.location = location;
        this.store = store;
        this.secrets = secrets;
    }

    /** Looks at a store; throws what it throws. */
    static Finding examine(String check, StoreLocation location, Secrets secrets) {
        StoreProbe probe = new StoreProbe(check, location, Stores.open(location, secrets, LOCK), secrets);
        try {
            return probe.examine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Finding examine() throws IOException {
        boolean made = create();
        if (made && create()) {
            remove();
            return bad(
                    "lets a second object replace the first of its name",
                    "use a server that honours If-None-Match: Lifeboat never overwrites, and here others could");
        }
        if (!reads(0, CONTENT.length) || !reads(9, 6)) {
            return bad("returns other bytes than were written", "use another store");
        }
        List<String> strangers = Stores.strangersMay(location, secrets, NAME);
        if (!strangers.isEmpty()) {
            remove();
            return bad(
                    "lets everybody on its network " + String.join(" and ", strangers) + " without credentials",
                    "block public access to the bucket: docs/stores.md#closed-to-strangers");
        }
        Instant locked = null;
        if (location.lock() != null) {
            locked = lock(made);
            if (locked == null) {
                return bad(
                        "does not lock what is written, though the runbook asks for it",
                        "switch locks on where the bucket is made: Object Lock (s3), version-level immutability (azure-blob)");
            }
        }
        return concluded(locked, remove());
    }

    private Finding concluded(@Nullable Instant locked, boolean removed) throws IOException {
        if (locked != null) {
            return removed
                    ? bad("lets a locked object be deleted", "use a server that enforces its locks")
                    : ok("can be written and read; what is written is locked; " + NAME + " is "
                            + LockTime.describe(locked));
        }
        if (!removed) {
            return ok("can be written and read, and nothing may be deleted, as is right for whoever only backs up; "
                    + NAME + " stays");
        }
        return location.path() == null
                ? ok("can be written, read and cleaned; credentials of a machine that only backs up need not delete")
                : ok("can be written, read and cleaned" + room());
    }

    /** Whether the probe was made; false: there is one already. */
    private boolean create() {
        try (ObjectWriter writer = store.create(NAME)) {
            writer.write(CONTENT, 0, CONTENT.length);
            writer.commit();
            return true;
        } catch (LifeboatException e) {
            if (e.code() == OBJECT_EXISTS) {
                return false;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean reads(int offset, int length) throws IOException {
        try (InputStream read = store.read(NAME, offset, length)) {
            return Arrays.equals(read.readAllBytes(), Arrays.copyOfRange(CONTENT, offset, offset + length));
        }
    }

    /** Until when the probe is locked; null: it is not. One of an earlier look may have outlived its lock. */
    private @Nullable Instant lock(boolean made) {
        Instant now = Instant.now();
        if (!made) {
            store.extendLock(NAME, now.plus(Duration.ofHours(1)));
        }
        Optional<Instant> until = store.lockOf(NAME);
        return until.filter(now::isBefore).orElse(null);
    }

    /** Whether it may be removed. */
    private boolean remove() {
        try {
            store.delete(NAME);
            return true;
        } catch (LifeboatException e) {
            if (e.code() == OBJECT_LOCKED) {
                return false;
            }
            throw e;
        }
    }

    private String room() throws IOException {
        String path = location.path();
        return path == null
                ? ""
                : ", " + new ByteCount(Files.getFileStore(Path.of(path)).getUsableSpace()).human() + " free";
    }

    private Finding ok(String detail) {
        return Finding.ok(check, store.describe() + " " + detail);
    }

    private Finding bad(String detail, String fix) {
        return Finding.bad(check, store.describe() + " " + detail, fix);
    }
}
